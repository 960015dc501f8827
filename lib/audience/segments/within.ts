import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { contactFilters, filtered } from "#lib/audience/contacts/filters.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** A filter of nothing would hold everybody, and no segment is one. */
const stored = z.object(contactFilters).refine((filters) => Object.values(filters).some(Boolean));

/** Returns whether this version reads a segment's filters. One that it cannot read holds nobody. */
export const isReadable = (filters: unknown): boolean => stored.safeParse(filters).success;

/**
 * Returns the condition that a person of an audience belongs to a segment. A state without a newsletter is the one they have on this
 * newsletter, because each person of the audience has exactly one there.
 */
export async function withinSegment(
  tx: Transaction,
  filters: unknown,
  { workspaceId, newsletterId }: { workspaceId: string; newsletterId: string },
): Promise<SQL> {
  const read = stored.safeParse(filters);
  if (!read.success) return sql`false`;
  const { mail, newsletterId: own } = read.data;
  const here = !own && mail && mail !== "none" ? newsletterId : own;
  const condition = await filtered(tx, { ...read.data, newsletterId: here }, workspaceId);
  return sql`audience.contact_id in (
    select contacts.id from contacts where contacts.workspace_id = ${workspaceId} and ${condition})`;
}
