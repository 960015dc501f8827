import { sql } from "drizzle-orm";
import { bulkActions } from "#db/schema/bulk-actions.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { users } from "#db/schema/users.ts";

/** Columns of a bulk action for lists and pages, joined with its newsletter and the member who asked. */
export const actionColumns = {
  id: bulkActions.id,
  kind: bulkActions.kind,
  state: bulkActions.state,
  total: bulkActions.total,
  done: bulkActions.done,
  changed: bulkActions.changed,
  failure: bulkActions.failure,
  createdAt: bulkActions.createdAt,
  startsAt: bulkActions.startsAt,
  finishedAt: bulkActions.finishedAt,
  tags: sql<string[] | null>`${bulkActions.input}->'tags'`,
  newsletter: newsletters.name,
  askedBy: users.name,
};
