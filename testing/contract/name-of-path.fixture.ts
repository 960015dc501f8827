/** Folders named after a deed act on a noun that lives elsewhere: signing in begins a session, unsubscribing changes a contact. */
const nounOfDeed: Record<string, string> = {
  "account/sign-in": "session",
  "audience/unsubscribe": "contact",
};

/** Wings whose nouns are called by the wing too, as their tables are: `audit_exports`. */
const wingsInNames = ["audit"];

/** The noun of a file in `lib/<wing>/<noun>/`: `lib/audience/newsletters/…` is about a `newsletter`. Null elsewhere. */
export function nounOfPath(file: string): string | null {
  const [, wing = "", folder = ""] = /^lib\/([^/]+)\/([^/]+)\/[^/]+\.ts$/.exec(file) ?? [];
  if (!folder) return null;
  const own = nounOfDeed[`${wing}/${folder}`] ?? snake(singular(folder));
  return wingsInNames.includes(wing) ? `${wing}_${own}` : own;
}

/** The name of a command or query by its path: `lib/audience/newsletters/archive.ts` is `newsletter.archive`. Null elsewhere. */
export function nameOfPath(file: string): string | null {
  const noun = nounOfPath(file);
  return noun && `${noun}.${snake(file.slice(file.lastIndexOf("/") + 1, -".ts".length))}`;
}

const snake = (words: string) => words.replaceAll("-", "_");

function singular(folder: string): string {
  if (folder.endsWith("ies")) return `${folder.slice(0, -3)}y`;
  return /[^s]s$/.test(folder) && !folder.endsWith("status") ? folder.slice(0, -1) : folder;
}

/**
 * What is wrong with the names of one file, in words that say how to mend it. One of them is the file's own; others go on after it:
 * `list.ts` has `audit_log.list` and may have `audit_log.list_own`.
 */
export function misnamed(file: string, names: readonly string[]): string[] {
  const own = nameOfPath(file);
  if (!own) return names.map((name) => `${file}: "${name}" belongs into lib/<wing>/<noun>/<verb>.ts`);
  const wrong = names.filter((name) => name !== own && !name.startsWith(`${own}_`));
  const missing = names.includes(own) ? [] : names.filter((name) => !wrong.includes(name));
  return [...wrong, ...missing].map(
    (name) => `${file}: "${name}" is to be called "${own}", or the file after it`,
  );
}
