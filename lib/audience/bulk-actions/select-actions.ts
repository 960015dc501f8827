import { and, eq, sql } from "drizzle-orm";
import { bulkActions } from "#db/schema/bulk-actions.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { users } from "#db/schema/users.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** Columns of a bulk action for lists and pages. */
const columns = {
  id: bulkActions.id,
  kind: bulkActions.kind,
  state: bulkActions.state,
  total: bulkActions.total,
  done: bulkActions.done,
  changed: bulkActions.changed,
  failure: bulkActions.failure,
  createdAt: bulkActions.createdAt,
  startsAt: bulkActions.startsAt,
  undoSeconds: bulkActions.undoSeconds,
  finishedAt: bulkActions.finishedAt,
  tags: sql<string[] | null>`${bulkActions.input}->'tags'`,
  newsletter: newsletters.name,
  askedBy: users.name,
};

/** Returns bulk actions to be narrowed, each joined with its newsletter and the member who asked. */
export const selectActions = (db: Transaction) =>
  db
    .select(columns)
    .from(bulkActions)
    .leftJoin(users, eq(users.id, bulkActions.createdBy))
    .leftJoin(
      newsletters,
      and(
        eq(newsletters.workspaceId, bulkActions.workspaceId),
        sql`${newsletters.id}::text = ${bulkActions.input}->>'newsletterId'`,
      ),
    );
