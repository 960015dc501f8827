import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { reachOf } from "./reach.ts";
import { subscriberCounts } from "./subscriber-counts.ts";

export const getNewsletter = query({
  name: "newsletter.get",
  allow: workspaceViewer,
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
        createdAt: newsletters.createdAt,
        archivedAt: newsletters.archivedAt,
        ...subscriberCounts,
      })
      .from(newsletters)
      .where(and(owned(newsletters, actor), eq(newsletters.id, newsletterId)));
    if (!newsletter) throw notFound("newsletter");
    return { ...newsletter, reach: await reachOf(db, actor.workspaceId, newsletterId) };
  },
});
