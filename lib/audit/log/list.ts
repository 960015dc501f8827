import { z } from "zod";
import { choose } from "#lib/audit/log/search/choose.ts";
import { type Cursor, cursorInput, cursorText } from "#lib/audit/log/search/cursor.ts";
import { auditFilters } from "#lib/audit/log/search/filters.ts";
import { everything, type Plan, type Scope } from "#lib/audit/log/search/plan.ts";
import { placeOf, type Row, readEntries, type Stretch } from "#lib/audit/log/search/read.ts";
import { scopeOf } from "#lib/audit/log/search/scope.ts";
import { searchFor } from "#lib/audit/log/search/sought.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { workspaceAdmin, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { entriesOf } from "./entries.ts";
import type { Entry } from "./entry.ts";

const input = z.object({
  filters: auditFilters.default({}),
  /** Cursors where a page ended, for older or newer entries; with neither, the newest page. */
  before: cursorInput.optional(),
  after: cursorInput.optional(),
  limit: z.number().int().min(1).max(100).default(50),
});

/** One page of the log, newest first. Days are in the reader's time zone, `zone`. */
export type AuditPage = {
  entries: Entry[];
  zone: TimeZone;
  /** Cursors of the neighbouring pages; null where the log ends. */
  older: string | null;
  newer: string | null;
  /** Cursor for new entries; anything newer did not exist yet. */
  newest: string;
  /**
   * Set when very many entries were compared and the page is not full. The search reached this
   * time, and `older` continues it.
   */
  lookedBackTo: Date | null;
};

/** Returns everything that happened in the workspace and to its members' accounts, for owners and admins. */
export const listAuditLog = query({
  name: "audit_log.list",
  allow: workspaceAdmin,
  input,
  run: ({ db, actor }, given) => page(db, actor, "everybody", given),
});

/** Returns what happened to the user's own account, for every user. */
export const listMyActivity = query({
  name: "audit_log.list_own",
  allow: workspaceViewer,
  input,
  run: ({ db, actor }, given) => page(db, actor, "own", given),
});

async function page(
  db: Transaction,
  actor: Member,
  whose: "everybody" | "own",
  { filters, before, after, limit }: z.output<typeof input>,
): Promise<AuditPage> {
  const scope = await scopeOf(db, actor, whose);
  const days = { zone: scope.zone, from: filters.from, to: filters.to };
  const going = {
    ...days,
    cursor: after ?? before,
    direction: after ? ("newer" as const) : ("older" as const),
  };
  const { conditions, only } = await searchFor(db, actor, scope, filters);
  const search = { plan: await choose(db, scope, conditions, going), only };
  const newer = after && (await find(db, search, going, limit));
  // A page that reaches the newest entry is filled up again.
  const back = newer?.end ? newer : null;
  const found =
    back ??
    (await find(db, search, { ...days, cursor: after ? undefined : before, direction: "older" }, limit));
  const rows = back ? found.rows.toReversed() : found.rows;
  const [first, last] = [rows.at(0), rows.at(-1)];
  const end = back ? (last ? placeOf(last) : null) : found.end;
  const full = rows.length === limit;
  return {
    entries: await entriesOf(db, actor, rows),
    zone: scope.zone,
    older: end && cursorText(end),
    newer: first && (back || (before && !after)) ? cursorText(placeOf(first)) : null,
    newest: cursorText(first ? placeOf(first) : await newestOf(db, scope)),
    lookedBackTo: !back && !full && end ? new Date(end.at) : null,
  };
}

// Entries that must be opened to be compared are opened in portions, up to a limit.
const PORTION = 500;
const MOST_PORTIONS = 4;

type Search = { plan: Plan; only: ((rows: Row[]) => Promise<Row[]>) | null };

async function find(db: Transaction, { plan, only }: Search, stretch: Stretch, limit: number) {
  if (!only) return readEntries(db, plan, stretch, limit);
  const rows: Row[] = [];
  let cursor: Cursor | null = stretch.cursor ?? null;
  for (let portion = 0; portion < MOST_PORTIONS; portion++) {
    const read = await readEntries(db, plan, { ...stretch, cursor: cursor ?? undefined }, PORTION);
    for (const row of await only(read.rows)) {
      rows.push(row);
      if (rows.length === limit) return { rows, end: placeOf(row) };
    }
    cursor = read.end;
    if (!cursor) break;
  }
  return { rows, end: cursor };
}

/** Returns the newest entry of any kind, because new ones follow it even where a filter shows none yet. */
async function newestOf(db: Transaction, scope: Scope & { zone: string }): Promise<Cursor> {
  const plan = { ways: everything(scope), rest: [] };
  const { rows } = await readEntries(db, plan, { zone: scope.zone, direction: "older" }, 1);
  return rows[0] ? placeOf(rows[0]) : beginning;
}

const beginning: Cursor = {
  at: "2000-01-01T00:00:00.000000Z",
  chain: "00000000-0000-0000-0000-000000000000",
  seq: 0,
};
