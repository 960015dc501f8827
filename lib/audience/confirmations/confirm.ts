import { and, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import { z } from "zod";
import { confirmations } from "#db/schema/confirmations.ts";
import { contacts } from "#db/schema/contacts.ts";
import { newsletters, subscriptions } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import { evidenceOf } from "#lib/audience/consents/evidence-of.ts";
import { recordOwnGrant } from "#lib/audience/consents/record-own-grant.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { isPending, signupOf } from "./pending-signup.ts";

/**
 * Confirms a signup by the person's own press: the subscription counts from now, with all that they saw and did as its proof
 * (GDPR Art. 7(1)). A person who had left is back, because they asked themselves; a complaint, a dead mailbox and the sender's
 * own suppression stay. The welcome mail, where there is one, is queued once. Confirming twice changes nothing.
 * @throws AppError notFound for a link that is none, conflict for one that was used, disowned, or is over.
 */
export const confirmSubscription = command({
  name: "confirmation.confirm",
  allow: visitor,
  input: z.object({ token: bounded(100) }),
  prepare: (_actor, { token }) => signupOf(token),
  async run({ tx, actor, enterWorkspace }, _input, { workspaceId, id }) {
    await enterWorkspace(workspaceId);
    const [signup] = await tx
      .update(confirmations)
      .set({ confirmedAt: sql`now()` })
      .where(and(isPending(workspaceId, id), sql`expires_at > now()`))
      .returning();
    if (!signup) throw conflict("This link was used before, or is over.");
    const { newsletterId, contactId, wording } = signup;
    const [person] = await tx
      .select({ emailHash: contacts.emailHash, archivedAt: newsletters.archivedAt })
      .from(contacts)
      .innerJoin(newsletters, and(eq(newsletters.workspaceId, workspaceId), eq(newsletters.id, newsletterId)))
      .where(and(eq(contacts.workspaceId, workspaceId), eq(contacts.id, contactId)));
    if (!person) throw notFound("signup");
    if (person.archivedAt) throw conflict("This newsletter has ended.");

    // Older links of the same person would otherwise bring them back after they leave.
    await tx
      .update(confirmations)
      .set({ endedAt: sql`now()` })
      .where(
        and(
          eq(confirmations.workspaceId, workspaceId),
          eq(confirmations.contactId, contactId),
          eq(confirmations.newsletterId, newsletterId),
          ne(confirmations.id, id),
          isNull(confirmations.confirmedAt),
          isNull(confirmations.endedAt),
        ),
      );
    await tx
      .insert(subscriptions)
      .values({ workspaceId, newsletterId, contactId, confirmedAt: sql`now()` })
      .onConflictDoUpdate({
        target: [subscriptions.workspaceId, subscriptions.newsletterId, subscriptions.contactId],
        set: {
          confirmedAt: sql`coalesce(${subscriptions.confirmedAt}, now())`,
          subscribedAt: sql`case when ${subscriptions.unsubscribedAt} is null then ${subscriptions.subscribedAt} else now() end`,
          unsubscribedAt: null,
        },
      });
    const lifted = await tx
      .update(suppressions)
      .set({ liftedAt: sql`now()`, liftedNote: "They signed up again and confirmed it by mail." })
      .where(
        and(
          eq(suppressions.workspaceId, workspaceId),
          eq(suppressions.emailHash, person.emailHash),
          isNull(suppressions.liftedAt),
          inArray(suppressions.reason, ["unsubscribed"]),
          or(isNull(suppressions.newsletterId), eq(suppressions.newsletterId, newsletterId)),
        ),
      )
      .returning({ id: suppressions.id });
    await recordOwnGrant(tx, actor, {
      workspaceId,
      contactId,
      newsletterId,
      wording,
      evidence: evidenceOf(signup, { signup, ...signup }),
      proved: true,
    });
    await tx.execute(sql`select queue_welcome(${workspaceId}, ${newsletterId}, ${contactId})`);
    return {
      result: { newsletterId },
      audit: {
        workspaceId,
        target: contactId,
        detail: { newsletter: newsletterId, cameBack: lifted.length > 0, form: signup.form },
      },
    };
  },
});
