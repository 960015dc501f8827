import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { contacts } from "#db/schema/contacts.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import { users } from "#db/schema/users.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";

/**
 * Returns one suppression with its evidence, lifted or not, and everything that ever stopped mail to the same address, newest
 * first. `contact` is null when the workspace
 * has no contact of that address.
 */
export const getSuppression = query({
  name: "suppression.get",
  allow: orKey(workspaceViewer, "suppressions:read"),
  input: z.object({ suppressionId: z.uuid() }),
  async run({ db, actor }, { suppressionId }) {
    const [suppression] = await db
      .select({
        id: suppressions.id,
        email: suppressions.email,
        reason: suppressions.reason,
        source: suppressions.source,
        note: suppressions.note,
        createdAt: suppressions.createdAt,
        since: suppressions.since,
        importId: suppressions.importId,
        liftedAt: suppressions.liftedAt,
        liftedNote: suppressions.liftedNote,
        addedBy: users.name,
        newsletter: { id: newsletters.id, name: newsletters.name },
        campaign: { id: campaigns.id, name: campaigns.name },
        contact: { id: contacts.id },
      })
      .from(suppressions)
      .leftJoin(
        newsletters,
        sameWorkspace(newsletters, suppressions, eq(newsletters.id, suppressions.newsletterId)),
      )
      .leftJoin(campaigns, sameWorkspace(campaigns, suppressions, eq(campaigns.id, suppressions.campaignId)))
      .leftJoin(users, eq(users.id, suppressions.createdBy))
      .leftJoin(
        contacts,
        and(
          eq(contacts.workspaceId, suppressions.workspaceId),
          eq(contacts.emailHash, suppressions.emailHash),
          eq(contacts.email, suppressions.email),
        ),
      )
      .where(and(owned(suppressions, actor), eq(suppressions.id, suppressionId)));
    if (!suppression) throw notFound("suppression");
    const history = await db
      .select({
        id: suppressions.id,
        reason: suppressions.reason,
        source: suppressions.source,
        newsletter: newsletters.name,
        note: suppressions.note,
        createdAt: suppressions.createdAt,
        since: suppressions.since,
        liftedAt: suppressions.liftedAt,
        liftedNote: suppressions.liftedNote,
        liftedBy: users.name,
      })
      .from(suppressions)
      .leftJoin(
        newsletters,
        sameWorkspace(newsletters, suppressions, eq(newsletters.id, suppressions.newsletterId)),
      )
      .leftJoin(users, eq(users.id, suppressions.liftedBy))
      .where(
        and(
          owned(suppressions, actor),
          sql`${suppressions.emailHash} = (select s.email_hash from suppressions s
            where s.workspace_id = ${actor.workspaceId} and s.id = ${suppressionId})`,
        ),
      )
      .orderBy(desc(suppressions.createdAt), desc(suppressions.id))
      .limit(100);
    return { ...suppression, history };
  },
});
