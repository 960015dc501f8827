import { and, eq, inArray, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { consents } from "#db/schema/consents.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { subscriberLink } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { UNDO_MINUTES, undoable } from "./undoable.ts";

/**
 * Puts a person back who unsubscribed by mistake, within half an hour and by the same link. Their press is a new express
 * consent for each newsletter, recorded with the words beside the button. What was queued before stays stopped.
 * @throws AppError notFound when there is nothing to take back, or no longer.
 */
export const undoUnsubscribe = command({
  name: "contact.undo_unsubscribe",
  allow: subscriberLink,
  input: z.object({
    /** The words beside the button, in the language they were shown in. */
    wording: text({ max: 3000 }).min(1),
    locale: z.enum(locales),
  }),
  // The holder of one link could otherwise leave and come back for ever, in a log that is never shortened.
  prepare: ({ deliveryId }) =>
    takeAttempt({ name: "undo-unsubscribe", max: 5, windowSeconds: 86_400 }, deliveryId),
  async run({ tx, actor }, { wording, locale }) {
    const { workspaceId, contactId, deliveryId, campaignId, origin } = actor;
    // The same lock as leaving takes, so that of two presses at once the second sees what the first wrote.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(encode(d.email_hash, 'hex'), 0))
      from deliveries d where d.workspace_id = ${workspaceId} and d.id = ${deliveryId}`);
    const found = await undoable(tx, actor);
    if (!found) throw notFound("chance to take it back");
    const newsletterIds = found.newsletters.map(({ id }) => id);

    await tx
      .update(suppressions)
      .set({
        liftedAt: sql`now()`,
        liftedNote: `Taken back by the person within ${UNDO_MINUTES} minutes.`,
      })
      .where(and(owned(suppressions, actor), inArray(suppressions.id, found.suppressionIds)));
    await tx
      .update(subscriptions)
      .set({ unsubscribedAt: null })
      .where(
        and(
          owned(subscriptions, actor),
          eq(subscriptions.contactId, contactId),
          inArray(subscriptions.newsletterId, newsletterIds),
        ),
      );
    await tx.insert(consents).values(
      newsletterIds.map((newsletterId) => ({
        workspaceId,
        id: uuidv7(),
        contactId,
        newsletterId,
        kind: "grant" as const,
        basis: "express" as const,
        source: "unsubscribe_page" as const,
        wording,
        evidence: {
          deliveryId,
          campaignId,
          takesBack: found.suppressionIds,
          wordingHash: sha256(wording).toString("hex"),
          locale,
        },
        actorKind: actor.kind,
        actorId: contactId,
        ip: origin.ip,
        userAgent: origin.userAgent,
      })),
    );
    return {
      result: { newsletters: found.newsletters.map(({ name }) => name) },
      audit: { target: contactId, detail: { newsletters: newsletterIds.length, delivery: deliveryId } },
    };
  },
});
