import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/**
 * Archives a newsletter. Its subscribers, consents and suppressions stay, so that links in mail
 * already sent keep working (OC13).
 */
export const archiveNewsletter = command({
  name: "newsletter.archive",
  allow: workspaceMember,
  input: z.object({ newsletterId: z.uuid() }),
  async run({ tx, actor }, { newsletterId }) {
    const [newsletter] = await tx
      .update(newsletters)
      .set({ archivedAt: sql`now()` })
      .where(and(owned(newsletters, actor), eq(newsletters.id, newsletterId), isNull(newsletters.archivedAt)))
      .returning({ id: newsletters.id, name: newsletters.name });
    if (!newsletter) throw notFound("newsletter");

    const [waiting] = await tx
      .select({ name: campaigns.name, sentAt: campaigns.sendRequestedAt })
      .from(campaigns)
      .where(
        and(
          owned(campaigns, actor),
          eq(campaigns.newsletterId, newsletterId),
          eq(campaigns.kind, "campaign"),
          sql`case when ${campaigns.sendRequestedAt} is null then ${campaigns.scheduledFor} is not null and ${campaigns.heldAt} is null
            else ${campaigns.finishedAt} is null end`,
        ),
      )
      .limit(1);
    if (waiting) {
      throw conflict(
        waiting.sentAt
          ? `“${waiting.name}” is still being sent to it. Archive it when that is done.`
          : `“${waiting.name}” is scheduled to go to it. Unschedule it first.`,
      );
    }
    return { result: newsletter, audit: { target: newsletterId, detail: { name: newsletter.name } } };
  },
});
