import { linksOf } from "#lib/mail/message/markup/links.ts";
import { parseMarkup } from "#lib/mail/message/markup/parse.ts";

const mostNamed = 20;

/** Returns the hosts that a rewritten message links to and did not before, and those it no longer links to: at most 20 of each. */
export function linkHostsBetween(before: string, after: string): { added: string[]; removed: string[] } {
  const [old, now] = [hostsOf(before), hostsOf(after)];
  return { added: missingIn(old, now), removed: missingIn(now, old) };
}

function hostsOf(body: string): Set<string> {
  return new Set(
    linksOf(parseMarkup(body)).flatMap(({ href }) => {
      const url = URL.parse(href);
      return url && /^https?:$/.test(url.protocol) ? url.host : [];
    }),
  );
}

const missingIn = (known: Set<string>, hosts: Set<string>) =>
  [...hosts].filter((host) => !known.has(host)).filter((_, at) => at < mostNamed);
