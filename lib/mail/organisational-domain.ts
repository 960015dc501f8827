import { getDomain } from "tldts";

/**
 * Returns the domain that its owner registered, `shop.co.uk` for `news.shop.co.uk`, by the public suffix list. A name
 * that is itself a suffix, or has no known one, is returned as it is.
 */
export function organisationalDomain(domain: string): string {
  return getDomain(domain, { allowPrivateDomains: true, validateHostname: false }) ?? domain;
}
