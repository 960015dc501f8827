import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { suppressions } from "#db/schema/suppressions.ts";
import { command } from "#lib/core/command.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";

/**
 * Lifts a suppression, with a note giving the reason. One that the recipient asked for
 * (unsubscribed, complained) requires `acknowledged`. Even then they stay off the newsletter until
 * they subscribe again, because they themselves ended subscription and consent.
 */
export const liftSuppression = command({
  name: "suppression.lift",
  allow: workspaceAdmin,
  input: z.object({
    suppressionId: z.uuid(),
    note: text({ max: 500 }).min(1, "Say why it is lifted."),
    acknowledged: z.boolean().default(false),
  }),
  async run({ tx, actor }, { suppressionId, note, acknowledged }) {
    const [lifted] = await tx
      .update(suppressions)
      .set({ liftedAt: sql`now()`, liftedBy: actor.userId, liftedNote: note })
      .where(
        and(owned(suppressions, actor), eq(suppressions.id, suppressionId), isNull(suppressions.liftedAt)),
      )
      .returning({ id: suppressions.id, reason: suppressions.reason });
    if (!lifted) throw notFound("suppression");
    if (!acknowledged && (lifted.reason === "unsubscribed" || lifted.reason === "complained")) {
      throw invalid({
        acknowledged: "This person asked for no more mail. Confirm that they asked to hear from you again.",
      });
    }
    return { result: lifted, audit: { target: suppressionId, detail: { reason: lifted.reason, note } } };
  },
});
