/** What a provider asks to stand in SPF, by the ending of its SMTP host. From each provider's own help page. */
const includes: [host: RegExp, include: string][] = [
  [/(?:^|\.)(?:gmail|google|googlemail)\.com$/, "_spf.google.com"],
  [/(?:^|\.)(?:office365|outlook)\.com$/, "spf.protection.outlook.com"],
  [/(?:^|\.)amazonaws\.com$/, "amazonses.com"],
  [/(?:^|\.)fastmail\.com$|(?:^|\.)messagingengine\.com$/, "spf.messagingengine.com"],
  [/(?:^|\.)mail\.me\.com$/, "icloud.com"],
  [/(?:^|\.)zoho(?:mail)?\.(?:com|eu|in)$/, "zohomail.com"],
  [/(?:^|\.)postmarkapp\.com$/, "spf.mtasv.net"],
  [/(?:^|\.)sendgrid\.net$/, "sendgrid.net"],
  [/(?:^|\.)mailgun\.org$/, "mailgun.org"],
  [/(?:^|\.)brevo\.com$|(?:^|\.)sendinblue\.com$/, "spf.brevo.com"],
  [/(?:^|\.)mailjet\.com$/, "spf.mailjet.com"],
  [/(?:^|\.)sparkpostmail\.com$/, "sparkpostmail.com"],
  [/(?:^|\.)infomaniak\.com$/, "spf.infomaniak.ch"],
  [/(?:^|\.)gandi\.net$/, "_mailcust.gandi.net"],
  [/(?:^|\.)ovh\.net$/, "mx.ovh.com"],
];

export type SpfAdvice = {
  state: "in-order" | "add" | "change" | "several" | "unknown";
  /** The whole record to copy, or null where nobody but the provider knows it. */
  record: string | null;
};

/** Returns the name that a provider's host asks to include, or null for a server that is not known. */
const spfIncludeOf = (host: string): string | null =>
  includes.find(([ending]) => ending.test(host.toLowerCase()))?.[1] ?? null;

/**
 * Returns what to do about SPF. A domain may have one record only (RFC 7208 3.2), so an existing one is extended in place
 * of its `all` or `redirect`, and never doubled.
 */
export function spfAdvice(records: string[], host: string): SpfAdvice {
  const found = records.filter((record) => /^v=spf1(?: |$)/i.test(record));
  const include = spfIncludeOf(host);
  if (found.length > 1) {
    const terms = [...new Set(found.flatMap((record) => record.trim().split(/\s+/).slice(1)))];
    const rest = terms.filter((term) => !isEnd(term));
    const end = terms.find(isEnd) ?? "~all";
    const own = include && !rest.some((term) => isInclude(term, include)) ? [`include:${include}`] : [];
    return { state: "several", record: ["v=spf1", ...rest, ...own, end].join(" ") };
  }
  const [only] = found;
  if (only === undefined)
    return include
      ? { state: "add", record: `v=spf1 include:${include} ~all` }
      : { state: "unknown", record: null };
  const terms = only.trim().split(/\s+/);
  if (include === null || terms.some((term) => isInclude(term, include)))
    return { state: "in-order", record: only };
  const at = terms.findIndex(isEnd);
  return {
    state: "change",
    record: terms.toSpliced(at < 0 ? terms.length : at, 0, `include:${include}`).join(" "),
  };
}

const isEnd = (term: string) => /^(?:[-~?+]?all$|redirect=)/i.test(term);
const isInclude = (term: string, name: string) => term.toLowerCase().replace(/^\+/, "") === `include:${name}`;
