import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { likePattern } from "#lib/core/like-pattern.ts";

const mostWords = 4;

/** Up to this many contacts, a search looks inside all addresses and names. */
const searchedWhole = 20_000;

/** Contacts that are looked at before the index is asked. */
const sampled = 2000;

/**
 * Shares of them that make a search a common one: then reading the list in its order fills a page, or counts to its limit,
 * sooner than the index finds all that match.
 */
const commonShare = { list: 0.01, count: 0.03 };

/** What a condition is for: a page of the list, or a count that ends at a number. */
export type SearchFor = "list" | { countTo: number };

/**
 * Returns the condition that a contact's address or name holds each typed word, wherever in it. In a workspace of more than
 * 20,000 contacts, words of three letters or digits in a row are found by an index of three signs each, unless many of the newest
 * contacts hold them. A shorter word is looked for at the start of addresses, domains and names there.
 */
export async function matchesWords(
  db: Transaction,
  search: string,
  workspaceId: string,
  { row = "contacts", wanted = "list" }: { row?: string; wanted?: SearchFor } = {},
): Promise<SQL> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, mostWords);
  if (words.length === 0) return sql`true`;
  const all = (some: string[], how: (word: string, row: string) => SQL) =>
    sql.join(
      some.map((word) => how(word, row)),
      sql` and `,
    );
  const long = words.filter((word) => inIndex.test(word));
  const brief = words.filter((word) => !inIndex.test(word));
  const { small, share } = await look(db, long, workspaceId);
  if (small) return all(words, holds);
  if (long.length === 0) return all(brief, startsWith);
  const isCommon = share >= commonShare[wanted === "list" ? "list" : "count"];
  const most = wanted === "list" || brief.length > 0 ? null : wanted.countTo;
  const found = isCommon ? all(long, holds) : inFound(long, row, most);
  return brief.length > 0 ? sql`${found} and ${all(brief, startsWith)}` : found;
}

const inIndex = /[a-z0-9]{3}/;

/** Returns whether the workspace is small, and the share of its newest contacts that hold all words. */
async function look(db: Transaction, words: string[], workspaceId: string) {
  const parts = [sql`true`, ...words.map((word) => holds(word, "newest"))];
  const [row] = await db.execute<{ small: boolean; share: number }>(sql`
    select (select count(*) <= ${searchedWhole} from (
        select from contacts few where few.workspace_id = ${workspaceId} limit ${searchedWhole + 1}) few) as small,
      (select count(*) filter (where ${sql.join(parts, sql` and `)})::float / greatest(count(*), 1) from (
        select newest.email, newest.first_folded, newest.last_folded from contacts newest
        where newest.workspace_id = ${workspaceId} order by newest.id desc limit ${sampled}) newest) as share`);
  return row ?? { small: true, share: 0 };
}

const inFound = (words: string[], row: string, most: number | null) => {
  const patterns = Array.from({ length: mostWords }, (_, at) => {
    const word = words[at];
    return word === undefined ? sql`null` : sql`${likePattern(word)}::text`;
  });
  return sql`${sql.raw(row)}.id in (select found from find_contacts(${sql.join(patterns, sql`, `)}, ${most}) found)`;
};

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
