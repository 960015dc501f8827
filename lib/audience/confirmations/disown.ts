import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { confirmations } from "#db/schema/confirmations.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { isPending, signupOf } from "./pending-signup.ts";

/**
 * Ends a signup that its mailbox's owner did not ask for. Nothing was ever sent but the question, and for 30 days no form of the
 * newsletter mails them again.
 * @throws AppError notFound for a link that is none, conflict for one that was used before.
 */
export const disownSignup = command({
  name: "confirmation.disown",
  allow: visitor,
  input: z.object({ token: bounded(100) }),
  prepare: (_actor, { token }) => signupOf(token),
  async run({ tx, enterWorkspace }, _input, { workspaceId, id }) {
    await enterWorkspace(workspaceId);
    const [signup] = await tx
      .update(confirmations)
      .set({ disownedAt: sql`now()` })
      .where(isPending(workspaceId, id))
      .returning({ contactId: confirmations.contactId, newsletterId: confirmations.newsletterId });
    if (!signup) throw conflict("This link was used before.");
    const { contactId, newsletterId } = signup;
    await tx
      .delete(subscriptions)
      .where(
        and(
          eq(subscriptions.workspaceId, workspaceId),
          eq(subscriptions.newsletterId, newsletterId),
          eq(subscriptions.contactId, contactId),
          isNull(subscriptions.confirmedAt),
          isNull(subscriptions.unsubscribedAt),
        ),
      );
    return {
      result: undefined,
      audit: { workspaceId, target: contactId, detail: { newsletter: newsletterId } },
    };
  },
});
