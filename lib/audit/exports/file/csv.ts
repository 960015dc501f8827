import { netstring } from "#lib/audit/chain/canonical.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { guardCell, unguardCell } from "#lib/files/csv-cell.ts";
import type { CsvRecord } from "#lib/files/csv-records.ts";
import {
  type EntryLine,
  type ExportEntry,
  entryLine,
  entryLineOf,
  entryOf,
  type Personal,
} from "./format.ts";

/**
 * Readable cells of an entry. Actor, action, place and browser are words made with the file; the
 * entry itself proves the rest.
 */
export type Shown = {
  time: string;
  who: string | null;
  what: string;
  result: string;
  address: string | null;
  ip: string | null;
  place: string | null;
  browser: string | null;
};

/** Returns the part of Shown that follows from the entry alone. */
export function provenCells({
  entry,
  origin,
  about,
}: ExportEntry): Pick<Shown, "time" | "result" | "address" | "ip"> {
  return {
    time: `${entry.occurredAt.slice(0, 10)} ${entry.occurredAt.slice(11, 19)}`,
    result: entry.result,
    address: fieldOf(about, "address"),
    ip: fieldOf(origin, "ip"),
  };
}

const fieldOf = (personal: Personal, field: string) =>
  personal === null ? null : typeof personal === "string" ? personal : (personal.fields[field] ?? null);

const shownColumns = ["Time (UTC)", "Who", "What", "Result", "Address", "IP address", "Place", "Browser"];
const proofColumns = [
  "chain",
  "seq",
  "id",
  "occurred_at",
  "workspace_id",
  "user_id",
  "actor_kind",
  "actor_id",
  "action",
  "result",
  "target",
  "detail",
  "ip_bucket",
  "origin_key",
  "origin_commitment",
  "origin_salt",
  "origin",
  "about_key",
  "about_commitment",
  "about_salt",
  "about",
  "request_id",
  "hash",
  "words",
];

/** First record, behind the byte order mark by which Excel detects UTF-8. */
export const csvHeader = `\ufeff${record([...shownColumns, ...proofColumns])}`;

/** Returns one entry as a CSV record: first the cells for readers, then those that prove it. */
export function csvRecord(row: ExportEntry, shown: Shown): string {
  const line = entryLineOf(row);
  const people = shownCells(shown);
  const [originSalt, origin] = personalCells(line.origin);
  const [aboutSalt, about] = personalCells(line.about);
  return record([
    ...people,
    line.chain,
    String(line.seq),
    line.id,
    line.occurred_at,
    line.workspace_id,
    line.user_id,
    line.actor_kind,
    line.actor_id,
    line.action,
    line.result,
    line.target,
    row.entry.detail,
    line.ip_bucket === null ? null : String(line.ip_bucket),
    line.origin_key,
    line.origin_commitment,
    originSalt,
    origin,
    line.about_key,
    line.about_commitment,
    aboutSalt,
    about,
    line.request_id,
    line.hash,
    wordsDigest(line.hash, people),
  ]);
}

/**
 * Returns a record's entry and whether its words hold.
 * @throws Error for a record that csvRecord does not write.
 */
export function readCsvRecord({ cells, text }: CsvRecord): { row: ExportEntry; wordsHold: boolean } {
  const people = cells.slice(0, shownColumns.length).map(unguarded);
  const proof = Object.fromEntries(
    proofColumns.map((name, at) => [name, unguarded(cells[shownColumns.length + at] ?? null)]),
  );
  const { seq, ip_bucket, origin_salt, origin, about_salt, about, words, ...same } = proof;
  const line = entryLine.parse({
    ...same,
    type: "entry",
    seq: Number(seq),
    ip_bucket: ip_bucket === null ? null : Number(ip_bucket),
    origin: personalOf(origin_salt, origin),
    about: personalOf(about_salt, about),
  });
  const row = entryOf(line);
  const [
    time = null,
    who = null,
    what = null,
    result = null,
    address = null,
    ip = null,
    place = null,
    browser = null,
  ] = people;
  const shown = { time, who, what, result, address, ip, place, browser } as Shown;
  if (csvRecord(row, shown).replace(/"[0-9a-f]*"\r\n$/, "") !== text.replace(/"[0-9a-f]*"\r\n$/, ""))
    throw new Error("not a record of ours");
  const proven = Object.entries(provenCells(row)).every(
    ([name, value]) => shown[name as keyof Shown] === value,
  );
  return { row, wordsHold: proven && words === wordsDigest(row.hash, people) };
}

const shownCells = ({ time, who, what, result, address, ip, place, browser }: Shown) => [
  time,
  who,
  what,
  result,
  address,
  ip,
  place,
  browser,
];

// Identifies the row in which a word was changed. Only the signature rules out that an attacker remade both.
const wordsDigest = (hash: string, shown: (string | null)[]) =>
  sha256([hash, ...shown].map(netstring).join("")).toString("hex");

// Quotes every cell but null, so that null differs from "".
function record(cells: (string | null)[]): string {
  return `${cells.map((cell) => (cell === null ? "" : `"${guardCell(cell).replaceAll('"', '""')}"`)).join(",")}\r\n`;
}

const unguarded = (cell: string | null) => (cell === null ? null : unguardCell(cell));

function personalCells(personal: EntryLine["origin"]): [salt: string | null, fields: string | null] {
  if (personal === null || typeof personal === "string") return [null, personal];
  return [personal.salt, JSON.stringify(personal.fields)];
}

function personalOf(salt: string | null | undefined, text: string | null | undefined): unknown {
  if (salt === null || salt === undefined) return text ?? null;
  return { salt, fields: JSON.parse(text ?? "") };
}
