import { and, gt, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { unsubscribeAlerts } from "#db/schema/link-openings.ts";
import { ownersOf } from "#lib/audience/owners-of.ts";
import { command } from "#lib/core/command.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import { conflict } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { greeting, mailTo } from "#lib/mail/platform/person.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";

/**
 * Tells a workspace's owners, by mail and on their dashboard, that unusually many people unsubscribed within an hour. At most
 * one alert a day, because a second one says nothing new.
 * @throws AppError conflict for a second one.
 */
export const raiseUnsubscribeAlert = command({
  name: "unsubscribe_alert.raise",
  allow: workspaceJob,
  input: z.object({
    unsubscribed: z.int().min(1),
    sent: z.int().min(0),
    campaignId: z.uuid().nullable(),
  }),
  async run({ tx, actor, enqueue }, { unsubscribed, sent, campaignId }) {
    const { workspaceId } = actor;
    await oneAtATime(tx, actor, "unsubscribe-alert");
    const [before] = await tx
      .select({ id: unsubscribeAlerts.id })
      .from(unsubscribeAlerts)
      .where(
        and(owned(unsubscribeAlerts, actor), gt(unsubscribeAlerts.createdAt, sql`now() - interval '1 day'`)),
      )
      .limit(1);
    if (before) throw conflict("The owners were told within the last day.");
    await tx.insert(unsubscribeAlerts).values({ workspaceId, id: uuidv7(), unsubscribed, sent, campaignId });

    const owners = await ownersOf(tx, actor);
    for (const owner of owners)
      await enqueue(platformMail, {
        to: mailTo(owner.name, owner.email),
        subject: `Unusually many people unsubscribed: ${unsubscribed} in one hour`,
        heading: "Unusually many people unsubscribed",
        paragraphs: [
          greeting(owner.name),
          `${unsubscribed} people left within one hour, after ${sent} messages in two days. More than one in fifty is a sign that a campaign went to people who did not expect it.`,
          "Each of them is off at once, and nothing more is sent to them. Check whom the last campaign went to before you send the next one.",
        ],
        page: campaignId
          ? { label: "Open the campaign", path: `/campaigns/${campaignId}` }
          : { label: "See who left", path: "/settings/compliance/suppressions?reason=unsubscribed" },
      });
    return {
      result: { told: owners.length },
      audit: { ...(campaignId && { target: campaignId }), detail: { unsubscribed, sent } },
    };
  },
});
