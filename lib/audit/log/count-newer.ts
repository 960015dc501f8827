import { z } from "zod";
import { choose } from "#lib/audit/log/search/choose.ts";
import { cursorInput } from "#lib/audit/log/search/cursor.ts";
import { auditFilters } from "#lib/audit/log/search/filters.ts";
import { readEntries } from "#lib/audit/log/search/read.ts";
import { scopeOf } from "#lib/audit/log/search/scope.ts";
import { searchFor } from "#lib/audit/log/search/sought.ts";
import { showsTechnical, withoutTechnical } from "#lib/audit/log/search/technical.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { workspaceAdmin, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

const MOST = 99;

const input = z.object({ filters: auditFilters.default({}), after: cursorInput });

/** Counts the entries since a page was made; 100 stands for more than 99. */
export const countNewer = query({
  name: "audit_log.count_newer",
  allow: workspaceAdmin,
  input,
  run: ({ db, actor }, given) => count(db, actor, "everybody", given),
});

/** Counts the same for the user's own account. */
export const countMyNewer = query({
  name: "audit_log.count_newer_own",
  allow: workspaceViewer,
  input,
  run: ({ db, actor }, given) => count(db, actor, "own", given),
});

async function count(
  db: Transaction,
  actor: Member,
  whose: "everybody" | "own",
  { filters, after }: z.output<typeof input>,
): Promise<{ count: number }> {
  const scope = await scopeOf(db, actor, whose);
  const { from, to } = filters;
  const since = { zone: scope.zone, from, to, cursor: after, direction: "newer" } as const;
  const { conditions, only } = await searchFor(db, actor, scope, filters);
  const plan = await choose(db, scope, conditions, since);
  const { rows } = await readEntries(db, plan, since, MOST + 1);
  const shown = showsTechnical(filters) ? rows : await withoutTechnical(db, rows);
  return { count: (only ? await only(shown) : shown).length };
}
