import { sql } from "drizzle-orm";
import { z } from "zod";
import { leavingReasons } from "#db/schema/leaving-reasons.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { subscriberLink } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { hasLeft } from "./has-left.ts";

export const leavingReasonNames = ["too_often", "not_relevant", "never_signed_up", "other"] as const;

/**
 * Keeps why a person left, for the contact and the campaign's report. It is asked after they are gone, because a way out
 * may need no answers (16 CFR 316.5). A second answer replaces the first.
 * @throws AppError notFound for a person who has not left, or whom the workspace erased.
 */
export const giveReason = command({
  name: "contact.give_reason",
  allow: subscriberLink,
  input: z.object({
    reason: z.enum(leavingReasonNames, "Choose one."),
    words: text({ max: 500 }).optional(),
    scope: z.enum(["newsletter", "all"]),
  }),
  // The holder of one link could otherwise fill a log that is never shortened.
  prepare: ({ deliveryId }) =>
    takeAttempt({ name: "leaving-reason", max: 5, windowSeconds: 86_400 }, deliveryId),
  async run({ tx, actor }, { reason, words, scope }) {
    const { workspaceId, contactId, deliveryId, campaignId } = actor;
    if (!(await hasLeft(tx, actor))) throw notFound("link");
    const given = {
      newsletterId: scope === "all" ? null : actor.newsletterId,
      reason,
      words: words || null,
    };
    await tx
      .insert(leavingReasons)
      .values({ workspaceId, deliveryId, contactId, campaignId, ...given })
      .onConflictDoUpdate({
        target: [leavingReasons.workspaceId, leavingReasons.deliveryId],
        set: { ...given, createdAt: sql`now()` },
      });
    return { result: undefined, audit: { target: contactId, detail: { reason, delivery: deliveryId } } };
  },
});
