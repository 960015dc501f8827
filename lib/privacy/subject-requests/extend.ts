import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { mailAboutRequest } from "#lib/audience/contacts/mail-about-request.ts";
import { todayOf } from "#lib/audience/contacts/today.ts";
import { command } from "#lib/core/command.ts";
import { conflict, invalid } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { noLink } from "#lib/mail/no-link.ts";
import { lockOpenRequest } from "./open-request.ts";

/**
 * Extends a request by two months, once, for a reason that the person is told by mail (GDPR 12(3)). The law allows it within the
 * first month only.
 */
export const extendRequest = command({
  name: "subject_request.extend",
  allow: workspaceMember,
  input: z.object({
    requestId: z.uuid(),
    reason: text({ max: 1000 })
      .min(10, "Say why you need more time. The person reads it.")
      .superRefine(noLink),
  }),
  async run({ tx, actor, enqueue }, { requestId, reason }) {
    const request = await lockOpenRequest(tx, actor, requestId);
    if (request.extendedAt) throw conflict("This request was extended before. The law allows it once.");
    if ((await todayOf(tx, actor)) > request.dueOn)
      throw invalid({
        reason: "The first month is over. The law allows no extension after it (GDPR 12(3)).",
      });
    const [extended] = await tx
      .update(subjectRequests)
      .set({ extendedAt: sql`now()`, extension: reason, remindedAt: null })
      .where(and(owned(subjectRequests, actor), eq(subjectRequests.id, requestId)))
      .returning({ dueOn: subjectRequests.dueOn });
    await mailAboutRequest(enqueue, request, "extended");
    const dueOn = extended?.dueOn ?? request.dueOn;
    return {
      result: { dueOn, byLetter: request.byLetter },
      audit: { target: requestId, detail: { kind: request.kind, dueOn } },
    };
  },
});
