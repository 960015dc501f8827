import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { type LogoRow, logoShown } from "#lib/audience/subscriber-pages/logo-link.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { reachOf } from "./reach.ts";
import { subscriberCounts } from "./subscriber-counts.ts";

export const getNewsletter = query({
  name: "newsletter.get",
  allow: orKey(workspaceViewer, "newsletters:read"),
  input: z.object({ newsletterId: z.uuid() }),
  async run({ db, actor }, { newsletterId }) {
    const [newsletter] = await db
      .select({
        id: newsletters.id,
        name: newsletters.name,
        description: newsletters.description,
        confirmationRequired: newsletters.confirmationRequired,
        visibility: newsletters.visibility,
        replyTo: newsletters.replyTo,
        privacyUrl: newsletters.privacyUrl,
        senderName: newsletters.senderName,
        senderColour: newsletters.senderColour,
        confirmSubject: newsletters.confirmSubject,
        confirmIntro: newsletters.confirmIntro,
        welcomeSince: newsletters.welcomeSince,
        /** Its own logo, not the workspace's. */
        logo: sql<LogoRow>`(select jsonb_build_object('id', l.id, 'width', l.width, 'height', l.height) from logos l
          where l.workspace_id = newsletters.workspace_id and l.newsletter_id = newsletters.id)`,
        createdAt: newsletters.createdAt,
        archivedAt: newsletters.archivedAt,
        ...subscriberCounts,
      })
      .from(newsletters)
      .where(and(owned(newsletters, actor), eq(newsletters.id, newsletterId)));
    if (!newsletter) throw notFound("newsletter");
    return {
      ...newsletter,
      logo: logoShown(actor.workspaceId, newsletter.logo),
      reach: await reachOf(db, actor.workspaceId, newsletterId),
    };
  },
});
