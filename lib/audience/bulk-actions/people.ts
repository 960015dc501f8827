import { and, asc, eq, gt, sql } from "drizzle-orm";
import { z } from "zod";
import { bulkActionContacts } from "#db/schema/bulk-actions.ts";
import { contacts } from "#db/schema/contacts.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { outcomes } from "./outcomes.ts";

/** Returns the contacts of a bulk action that came to one end, in a steady order. Those that are erased are named no more. */
export const listActionPeople = query({
  name: "bulk_action.people",
  allow: workspaceViewer,
  input: z.object({
    actionId: z.uuid(),
    outcome: z.enum(outcomes),
    after: z.uuid().optional(),
    limit: z.int().min(1).max(5000).default(100),
  }),
  async run({ db, actor }, { actionId, outcome, after, limit }) {
    const rows = await db
      .select({
        id: bulkActionContacts.contactId,
        email: contacts.email,
        /** Their data may only be stored, so that no export holds them (GDPR 18). */
        restricted: sql<boolean>`${contacts.restrictedAt} is not null`,
      })
      .from(bulkActionContacts)
      .leftJoin(
        contacts,
        sameWorkspace(contacts, bulkActionContacts, eq(contacts.id, bulkActionContacts.contactId)),
      )
      .where(
        and(
          owned(bulkActionContacts, actor),
          eq(bulkActionContacts.actionId, actionId),
          eq(bulkActionContacts.outcome, outcome),
          after ? gt(bulkActionContacts.contactId, after) : undefined,
        ),
      )
      .orderBy(asc(bulkActionContacts.contactId))
      .limit(limit + 1);
    const page = rows.slice(0, limit);
    return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
  },
});
