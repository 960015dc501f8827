import { dnsRecord } from "#lib/mail/message/dkim.ts";

/** The TXT record to put into DNS, as a person copies it. */
export const recordOf = (of: { domain: string; selector: string; publicKey: string }) => ({
  type: "TXT" as const,
  name: `${of.selector}._domainkey.${of.domain}`,
  value: dnsRecord(of.publicKey),
});
