import { type SQL, sql } from "drizzle-orm";

const mostWords = 4;

/** Up to this many contacts, a search also looks inside addresses and names. */
const searchedWhole = 20_000;

/**
 * Returns the condition that a contact's address, its domain or a name starts with each typed word. In a workspace of at
 * most 20,000 contacts each word may stand anywhere in them. `row` is the alias of contacts.
 */
export function matchesWords(search: string, workspaceId: string, row = "contacts"): SQL {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, mostWords);
  const each = words.map(
    (word) => sql`(${startsWith(word, row)} or ${isSmall(workspaceId)} and ${holds(word, row)})`,
  );
  return each.length > 0 ? sql.join(each, sql` and `) : sql`true`;
}

function startsWith(word: string, row: string): SQL {
  const from = (column: string, start: string) => {
    const name = sql.raw(`${row}.${column}${column === "email" ? ' collate "C"' : ""}`);
    const end = afterAll(start);
    return end === null ? sql`${name} >= ${start}` : sql`(${name} >= ${start} and ${name} < ${end})`;
  };
  if (word.startsWith("@") && word.length > 1) return from("domain", word.slice(1));
  if (word.includes("@")) return from("email", word);
  const columns = ["email", "domain", "first_folded", "last_folded"].map((column) => from(column, word));
  return sql`(${sql.join(columns, sql` or `)})`;
}

/** Read once for a statement, because it depends on no row. */
const isSmall = (workspaceId: string) => sql`(select count(*) <= ${searchedWhole} from (
  select from contacts few where few.workspace_id = ${workspaceId} limit ${searchedWhole + 1}) few)`;

function holds(word: string, row: string): SQL {
  const all = sql.raw(`concat_ws(' ', ${row}.email, ${row}.first_folded, ${row}.last_folded)`);
  return sql`position(${word} in ${all}) > 0`;
}

/** Returns the first text after every text with this start, in the order of bytes; null when there is none. */
function afterAll(start: string): string | null {
  const signs = [...start];
  for (let last = signs.pop(); last !== undefined; last = signs.pop()) {
    const next = (last.codePointAt(0) ?? 0) + 1;
    if (next <= 0x10ffff) return signs.join("") + String.fromCodePoint(next === 0xd800 ? 0xe000 : next);
  }
  return null;
}
