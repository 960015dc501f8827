import { readdirSync, readFileSync } from "node:fs";
import { installationChain } from "#lib/audit/chain/canonical.ts";
import { cursorText } from "#lib/audit/log/search/cursor.ts";
import type { Filled } from "#testing/filled.ts";

const root = new URL("../../app/", import.meta.url);

export type Route = {
  path: string;
  kind: "page" | "handler";
  /** Names of the query parameters it reads. */
  parameters: string[];
};

/** Every page and route handler of the app folder but the API, by its address: `/contacts/[id]`. */
export function appRoutes(): Route[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file) && !file.startsWith("api/"))
    .map((file) => ({
      path: pathOf(file),
      kind: file.endsWith("page.tsx") ? ("page" as const) : ("handler" as const),
      parameters: parametersOf(readFileSync(new URL(file, root), "utf8")),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const pathOf = (file: string) =>
  `/${file
    .split("/")
    .slice(0, -1)
    .filter((part) => !part.startsWith("("))
    .join("/")}`;

/** A token of no link: whoever holds a real one may open its page, from wherever they are. */
const deadToken = "A".repeat(43);

/** A place in the log before every entry. */
const longAgo = cursorText({ at: "2020-01-01T00:00:00.000000Z", chain: installationChain, seq: 0 });

/** Ids a route may have in its places. `outcome` is a word of ours, the same for everybody. */
export type Places = Filled & { member: string; auditExport: string; auditEntry: string };

/** The address of a route with the ids of `of` in its places. */
export function addressOf(path: string, of: Places): string {
  const [, first = ""] = /^\/([^[]*?)\/?\[/.exec(path) ?? [];
  const idOf: Record<string, string> = {
    campaigns: path.endsWith("/edit") || path.endsWith("/preview") ? of.draft : of.sent,
    contacts: of.contact,
    "contacts/imports": of.import,
    "contacts/bulk-actions": of.bulkAction,
    newsletters: of.newsletter,
    "settings/compliance/requests": of.request,
    "settings/api-keys": of.apiKey,
    "settings/webhooks": of.webhook,
    "settings/compliance/suppressions": of.suppression,
    "settings/email-accounts": of.account,
    "settings/security/audit-log/entries": of.auditEntry,
    "settings/security/audit-log/exports": of.auditExport,
    "settings/installation/accounts": of.member,
    "settings/team": of.member,
    "change-email/done": "approved",
  };
  const query = path.endsWith("/audit-log/live") ? `?after=${longAgo}` : "";
  return `${path.replace("[[...path]]", deadToken).replace(/\[[^\]]+\]/g, (place) => {
    const value = place === "[token]" ? deadToken : place === "[consentId]" ? of.consent : idOf[first];
    if (!value) throw new Error(`${path}: name an id for ${place} in e2e/support/routes.ts`);
    return value;
  })}${query}`;
}

/** The names it takes out of its search parameters; the usual ones where it hands them on whole. */
function parametersOf(source: string): string[] {
  if (!source.includes("searchParams")) return [];
  const direct = [...source.matchAll(/(?:\bgiven|\bsearch|\(await searchParams\))\.(\w+)/g)].map(
    ([, name = ""]) => name,
  );
  const taken = [...source.matchAll(/const \{([^}]+)\} = await searchParams/g)].flatMap(([, inside = ""]) =>
    inside.split(",").map((part) => part.split(":")[0]?.trim() ?? ""),
  );
  return [...new Set(["cursor", "search", "newsletter", ...direct, ...taken])].filter((name) =>
    /^\w+$/.test(name),
  );
}
