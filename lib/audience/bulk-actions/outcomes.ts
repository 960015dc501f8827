import { sql } from "drizzle-orm";
import { type bulkActions, bulkOutcomes } from "#db/schema/bulk-actions.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

export type Kind = (typeof bulkActions.$inferSelect)["kind"];

/** What became of a contact of a bulk action, in the order of its page. */
export const outcomes = bulkOutcomes;
export type Outcome = (typeof outcomes)[number];
export type Outcomes = { id: string; outcome: Outcome }[];

export type BatchContext = {
  tx: Transaction;
  actor: WorkspaceJob;
  /** The member who asked. */
  userId: string;
  kind: Kind;
  input: Record<string, unknown>;
  contactIds: string[];
};

/** Thrown where an action cannot go on, with the reason in words for the member. Nothing of its batch is written yet. */
export class Unfit extends Error {
  override readonly name = "Unfit";
}

/** Returns ids as a set of one column, `id`. */
export const asSet = (ids: string[]) =>
  sql`(select chosen.id::uuid as id from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) chosen(id))`;
