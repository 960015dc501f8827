import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { subscriptions } from "#db/schema/newsletters.ts";
import { evidenceOf } from "#lib/audience/consents/evidence-of.ts";
import { recordOwnGrant } from "#lib/audience/consents/record-own-grant.ts";
import { locales, wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { lookAtRenewal } from "./look.ts";
import { requestShown } from "./request-shown.ts";

/**
 * Records the express consent of a person who pressed the button behind a renewal's link, with the words they saw (CASL
 * s.10(1), GDPR 7(1)). It holds until withdrawn. A person who left, who is suppressed, or who agreed before is not touched: an
 * old message brings nobody back.
 * @throws AppError notFound for a link that is none, conflict for one that has nothing to renew any more.
 */
export const agreeToRenewal = command({
  name: "renewal.agree",
  allow: visitor,
  input: z.object({ token: bounded(100), locale: z.enum(locales) }),
  async prepare({ origin }, { token }) {
    const found = await lookAtRenewal(token, origin);
    if (!found) throw notFound("link");
    return found;
  },
  async run({ tx, actor, enterWorkspace }, { locale }, asked) {
    const { workspaceId, deliveryId, contactId, newsletterId, privacyUrl, privacySince } = asked;
    await enterWorkspace(workspaceId);
    // Of two presses at once the second waits here, and sees what the first wrote. So does a press while the person leaves.
    await tx
      .select({ contactId: subscriptions.contactId })
      .from(subscriptions)
      .where(
        and(
          eq(subscriptions.workspaceId, workspaceId),
          eq(subscriptions.newsletterId, newsletterId),
          eq(subscriptions.contactId, contactId),
        ),
      )
      .for("update");
    const [now] = await tx.execute<{ state: string }>(
      sql`select state from renewal_by_delivery(${workspaceId}, ${deliveryId})`,
    );
    if (now?.state !== "open") throw conflict("There is nothing to renew by this link any more.");

    const { wording } = requestShown(wordsOf(locale), asked);
    const { messageId, sentAt } = asked;
    await recordOwnGrant(tx, actor, {
      workspaceId,
      contactId,
      newsletterId,
      wording,
      evidence: {
        ...evidenceOf(
          { form: "renewal", page: null, locale, wording, privacyUrl, privacySince },
          { signup: null, messageId, mailedAt: sentAt },
        ),
        deliveryId,
      },
      proved: true,
    });
    return {
      result: { newsletterId },
      audit: { workspaceId, target: contactId, detail: { newsletter: newsletterId, delivery: deliveryId } },
    };
  },
});
