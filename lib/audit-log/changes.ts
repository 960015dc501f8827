/** One changed field: what it was, and what it is. `changed: false` of both empty is a text that is not kept here. */
export type Change = { field: string; before: string | null; after: string | null };

const labels: Record<string, string> = {
  canadianConsent: "Consent in Canada",
  fromAddress: "From",
  host: "Server",
  emailAccountId: "Mail account",
  newsletterId: "Newsletter",
};

const words: Record<string, Record<string, string>> = {
  canadianConsent: { express: "Express consent", implied: "Implied consent does" },
  role: { owner: "Owner", admin: "Admin", member: "Member", viewer: "Viewer" },
  security: { tls: "TLS from the first byte", starttls: "STARTTLS" },
};

/** `changed` of an entry's detail, as `changesBetween` made it, as lines to read; what has another shape is left out. */
export function changesOf(detail: Record<string, unknown>): Change[] {
  const { changed } = detail;
  if (typeof changed !== "object" || changed === null || Array.isArray(changed)) return [];
  return Object.entries(changed).flatMap(([field, pair]) => {
    if (!Array.isArray(pair) || pair.length !== 2) return [];
    return [{ field: labelOf(field), before: shown(field, pair[0]), after: shown(field, pair[1]) }];
  });
}

/** "senderName" → "Sender name". */
export function labelOf(field: string): string {
  if (Object.hasOwn(labels, field)) return labels[field] ?? field;
  const spaced = field
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function shown(field: string, value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  const known = words[field];
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return known && Object.hasOwn(known, text) ? (known[text] ?? text) : text;
}
