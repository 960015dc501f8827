import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { askingRole } from "#lib/core/actor.ts";
import { asConfirmed, expectedCount } from "#lib/core/as-confirmed.ts";
import { asCalendarDay } from "#lib/core/calendar-day.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { timeZone } from "#lib/core/time-zone.ts";
import { asWallTime } from "#lib/core/wall-clock.ts";
import { timeWords } from "#lib/mail/platform/time-words.ts";
import { freezeSegment, takeNewestText } from "./begin.ts";
import { requireReady, wouldGetIt } from "./require-ready.ts";
import { segmentDetail } from "./segment-detail.ts";
import { startTime } from "./start-time.ts";

/**
 * Sets when a campaign starts by itself, also instead of an earlier time. It has to pass the pre-send check now, and passes it
 * again when it starts. Its text stands still meanwhile.
 * @throws AppError invalid for a time that cannot be, conflict with one message per line that stops it.
 */
export const scheduleCampaign = command({
  name: "campaign.schedule",
  allow: workspaceMember,
  input: z.object({
    campaignId: z.uuid(),
    day: bounded(40, { missing: "Choose the day." }).transform((typed, context) => {
      const day = asCalendarDay(typed);
      if (day) return day;
      context.addIssue({ code: "custom", message: typed ? "Write a day as 2026-12-03." : "Choose the day." });
      return z.NEVER;
    }),
    time: bounded(40, { missing: "Choose the time." }).transform((typed, context) => {
      const time = asWallTime(typed);
      if (time) return time;
      context.addIssue({
        code: "custom",
        message: typed ? "Write a time as 09:00, in 24 hours." : "Choose the time.",
      });
      return z.NEVER;
    }),
    /** The zone of the person who chose the time, as their page showed it. */
    zone: timeZone,
    unsigned: z.boolean().optional(),
    /** How many people the member was told would get it, as of then. */
    expected: expectedCount,
  }),
  async run({ tx, actor }, { campaignId, day, time, zone, unsigned, expected }) {
    const { at, twice } = startTime(day, time, zone);
    const mine = and(owned(campaigns, actor), eq(campaigns.id, campaignId));
    const [scheduled] = await tx
      .update(campaigns)
      .set({
        scheduledFor: at,
        scheduledBy: actor.userId,
        scheduledRole: askingRole(actor),
        scheduledAt: sql`now()`,
        heldAt: null,
        heldReason: null,
      })
      .where(and(mine, isNull(campaigns.sendRequestedAt)))
      .returning({ id: campaigns.id });
    if (!scheduled) {
      const [sent] = await tx.select({ id: campaigns.id }).from(campaigns).where(mine);
      throw sent ? conflict("This campaign is already on its way.") : notFound("campaign");
    }
    await takeNewestText(tx, actor.workspaceId, campaignId);
    await freezeSegment(tx, actor.workspaceId, campaignId);
    const { facts, signed, eligible } = await requireReady(tx, actor, campaignId, unsigned);
    asConfirmed(expected, eligible, wouldGetIt(eligible));
    await tx
      .update(campaigns)
      .set({ unsignedAcceptedAt: signed ? null : sql`now()` })
      .where(mine);
    return {
      result: { id: campaignId, at, words: timeWords(at, zone), twice },
      audit: {
        target: campaignId,
        detail: {
          name: facts.name,
          ...segmentDetail(facts),
          at: at.toISOString(),
          zone,
          ...(!signed && { unsigned: true }),
        },
      },
    };
  },
});
