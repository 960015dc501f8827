import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { likePattern } from "#lib/core/like-pattern.ts";

const mostWords = 4;

/** Up to this many contacts, a search looks inside all addresses and names. */
const searchedWhole = 20_000;

/** Contacts that are looked at before the index is asked, and how many of them make a search a common one. */
const sampled = 1000;
const common = 60;

/**
 * Returns the condition that a contact's address or name holds each typed word, wherever in it. In a workspace of more than
 * 20,000 contacts, words of three letters or digits in a row are found by the index of trigrams. Where many of the newest
 * contacts hold the words, the list is read in its order instead, because its first page is full soon. A shorter word is
 * looked for at the start of addresses, domains and names there.
 */
export async function matchesWords(
  db: Transaction,
  search: string,
  workspaceId: string,
  row = "contacts",
): Promise<SQL> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, mostWords);
  if (words.length === 0) return sql`true`;
  const all = (some: string[], how: (word: string, row: string) => SQL) =>
    sql.join(
      some.map((word) => how(word, row)),
      sql` and `,
    );
  if (await isSmall(db, workspaceId)) return all(words, holds);
  const long = words.filter((word) => inIndex.test(word));
  const brief = words.filter((word) => !inIndex.test(word));
  if (long.length === 0) return all(brief, startsWith);
  const found = (await isCommon(db, long, workspaceId)) ? all(long, holds) : inFound(long, row);
  return brief.length > 0 ? sql`${found} and ${all(brief, startsWith)}` : found;
}

const inIndex = /[a-z0-9]{3}/;

async function isSmall(db: Transaction, workspaceId: string): Promise<boolean> {
  const [row] = await db.execute<{ small: boolean }>(sql`select count(*) <= ${searchedWhole} as small from (
    select from contacts few where few.workspace_id = ${workspaceId} limit ${searchedWhole + 1}) few`);
  return row?.small ?? true;
}

const inFound = (words: string[], row: string) => {
  const patterns = Array.from({ length: mostWords }, (_, at) => {
    const word = words[at];
    return word === undefined ? sql`null` : sql`${likePattern(word)}::text`;
  });
  return sql`${sql.raw(row)}.id in (select found from find_contacts(${sql.join(patterns, sql`, `)}) found)`;
};

/** Returns whether so many of the newest contacts hold the words that a page of them is found by reading the list. */
async function isCommon(db: Transaction, words: string[], workspaceId: string): Promise<boolean> {
  const parts = words.map((word) => holds(word, "newest"));
  const [row] = await db.execute<{ n: number }>(sql`
    select count(*)::int as n from (
      select newest.email, newest.first_folded, newest.last_folded from contacts newest
      where newest.workspace_id = ${workspaceId} order by newest.id desc limit ${sampled}
    ) newest where ${sql.join(parts, sql` and `)}`);
  return (row?.n ?? 0) >= common;
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
