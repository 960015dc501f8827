import type { Noun } from "#lib/core/audit/words.ts";

/** One changed field, before and after; null is empty. `key` is the field's name as it was recorded. */
export type Change = { key: string; before: string | null; after: string | null };

const labels: Record<string, string> = {
  canadianConsent: "Consent in Canada",
  fromAddress: "From",
  host: "Server",
  emailAccountId: "Mail account",
  newsletterId: "Newsletter",
  twoFactorRequiredFrom: "Two-factor authentication required from",
};

const words: Record<string, Record<string, string>> = {
  canadianConsent: { express: "Express consent", implied: "Implied consent does" },
  role: { owner: "Owner", admin: "Admin", member: "Member", viewer: "Viewer" },
  security: { tls: "TLS from the first byte", starttls: "STARTTLS", none: "None" },
};

const nouns: Record<string, Noun> = { emailAccountId: "emailAccount", newsletterId: "newsletter" };

/** Returns the noun that a field's id belongs to. */
export const nounOfField = (field: string): Noun | undefined =>
  Object.hasOwn(nouns, field) ? nouns[field] : undefined;

/**
 * Returns the `changed` part of an entry's detail, as `changesBetween` made it; other shapes are
 * left out.
 */
export function changesOf(detail: Record<string, unknown>): Change[] {
  const { changed } = detail;
  if (typeof changed !== "object" || changed === null || Array.isArray(changed)) return [];
  return Object.entries(changed).flatMap(([key, pair]) => {
    if (!Array.isArray(pair) || pair.length !== 2) return [];
    return [{ key, before: textOf(key, pair[0]), after: textOf(key, pair[1]) }];
  });
}

/** Returns "senderName" as "Sender name". */
export function labelOf(field: string): string {
  if (Object.hasOwn(labels, field)) return labels[field] ?? field;
  const spaced = field.replaceAll(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}

function textOf(field: string, value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const known = Object.hasOwn(words, field) ? words[field] : undefined;
  return known && Object.hasOwn(known, text) ? (known[text] ?? text) : text;
}
