import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { suppressions } from "#db/schema/suppressions.ts";
import { memberBehind } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceAdmin } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { isTheirs } from "./precedence.ts";

/**
 * Lifts a bounce or a suppression by hand, with a note giving the reason. An opt-out is lifted by the person alone, who
 * subscribes again and confirms it, and a complaint by nobody (GDPR 21(3), CAN-SPAM 7704(a)(4), CASL s.11). What keeps an erased
 * person off has no address any more, and a program does not lift it.
 * @throws AppError notFound, conflict.
 */
export const liftSuppression = command({
  name: "suppression.lift",
  allow: orKey(workspaceAdmin, "suppressions:write"),
  input: z.object({
    suppressionId: z.uuid(),
    note: text({ max: 500 }).min(1, "Say why it is lifted."),
  }),
  async run({ tx, actor }, { suppressionId, note }) {
    const mine = and(
      owned(suppressions, actor),
      eq(suppressions.id, suppressionId),
      isNull(suppressions.liftedAt),
    );
    const [found] = await tx
      .select({ reason: suppressions.reason, email: suppressions.email })
      .from(suppressions)
      .where(mine)
      .for("update");
    if (!found) throw notFound("suppression");
    if (isTheirs(found.reason)) throw conflict(refusals[found.reason as keyof typeof refusals]);
    if (actor.kind === "apiKey" && found.email === null) throw conflict(refusals.erased);
    await tx
      .update(suppressions)
      .set({ liftedAt: sql`now()`, liftedBy: memberBehind(actor), liftedNote: note })
      .where(mine);
    const lifted = { id: suppressionId, reason: found.reason };
    return { result: lifted, audit: { target: suppressionId, detail: { reason: found.reason, note } } };
  },
});

const refusals = {
  unsubscribed: "They asked for no more mail. Only they lift that, by confirming that they subscribe again.",
  complained: "They reported a message as spam. A complaint is never lifted.",
  erased:
    "This person was erased. An admin lifts what keeps them off, with the reason, on the page of suppressions.",
};
