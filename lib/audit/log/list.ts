import { z } from "zod";
import { choose } from "#lib/audit/log/search/choose.ts";
import { type Cursor, cursorInput, cursorText } from "#lib/audit/log/search/cursor.ts";
import { auditFilters } from "#lib/audit/log/search/filters.ts";
import { everything, type Plan, type Scope } from "#lib/audit/log/search/plan.ts";
import { placeOf, type Row, readEntries, type Stretch } from "#lib/audit/log/search/read.ts";
import { scopeOf } from "#lib/audit/log/search/scope.ts";
import { searchFor } from "#lib/audit/log/search/sought.ts";
import { showsTechnical, withoutTechnical } from "#lib/audit/log/search/technical.ts";
import type { ApiKey, Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { orKey, workspaceAdmin, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import type { TimeZone } from "#lib/core/time-zone.ts";
import { entriesOf } from "./entries.ts";
import type { Entry } from "./entry.ts";

const input = z.object({
  filters: auditFilters.default({}),
  /** Cursors where a page ended, for older or newer entries; with neither, the newest page. */
  before: cursorInput.optional(),
  after: cursorInput.optional(),
  limit: z.number().int().min(1).max(200).default(50),
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
  allow: orKey(workspaceAdmin, "audit:read"),
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
  actor: Member | ApiKey,
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
  const search = {
    plan: await choose(db, scope, conditions, going),
    only,
    hides: !showsTechnical(filters),
  };
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

// Entries that must be opened to be compared are opened in portions, up to a limit. Technical ones are only left out, so that
// many more are passed, in portions that grow.
const OPENED = { first: 500, most: 500, all: 2_000 };
const PASSED = { first: 100, most: 2_000, all: 10_000 };

type Search = { plan: Plan; only: ((rows: Row[]) => Promise<Row[]>) | null; hides: boolean };

async function find(db: Transaction, { plan, only, hides }: Search, stretch: Stretch, limit: number) {
  if (!only && !hides) return readEntries(db, plan, stretch, limit);
  const { first, most, all } = only ? OPENED : PASSED;
  const rows: Row[] = [];
  let cursor: Cursor | null = stretch.cursor ?? null;
  for (let portion = first, read = 0; read < all; read += portion, portion = Math.min(most, portion * 2)) {
    const next = await readEntries(db, plan, { ...stretch, cursor: cursor ?? undefined }, portion);
    const shown = hides ? await withoutTechnical(db, next.rows) : next.rows;
    for (const row of only ? await only(shown) : shown) {
      if (rows.length === limit) return { rows, end: placeOf(rows.at(-1) as Row) };
      rows.push(row);
    }
    cursor = next.end;
    // A portion that is not full compared as many entries as one page may.
    if (!cursor || (!only && !next.full)) break;
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
