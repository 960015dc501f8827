import { and, eq, gt, isNotNull, isNull, or, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { confirmations } from "#db/schema/confirmations.ts";
import { contacts } from "#db/schema/contacts.ts";
import { subscriptions } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import { confirmationMails } from "#lib/audience/confirmations/mail-queue.ts";
import { mailTurn } from "#lib/audience/confirmations/mail-turn.ts";
import { evidenceOf } from "#lib/audience/consents/evidence-of.ts";
import { recordOwnGrant } from "#lib/audience/consents/record-own-grant.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { countSignup } from "./limits.ts";
import { subscribeForm } from "./subscribe-form.ts";

/**
 * Takes a signup from a form that anybody may fill in. A pending subscription and a mail that asks for confirmation come of it;
 * only where the newsletter asks for none, and the person never left, it counts at once. A person who complained, whose mailbox
 * is dead or whom the sender suppressed gets nothing. The caller is told nothing, whatever became of it.
 * @throws AppError notFound for a newsletter that takes no subscribers, tooOften past the limits, unavailable.
 */
export const sendSubscribeForm = command({
  name: "subscribe_form.send",
  allow: visitor,
  input: z.object({
    newsletterId: z.uuid(),
    email: emailAddress,
    form: z.enum(["hosted", "embedded"]),
    /** The words beside the button, in the language they were shown in: what the person agrees to. */
    wording: text({ max: 3000 }).min(1),
    locale: z.enum(locales),
    /** True for a signup without a proof of work, where the form asks for one. */
    unproven: z.boolean().default(false),
    /** Address of the page that the form stood on, where the browser named it. */
    page: text({ max: 500 }).optional(),
  }),
  async prepare(_actor, { newsletterId, email, form, unproven }) {
    const found = await subscribeForm(newsletterId);
    if (!found) throw notFound("newsletter");
    await countSignup({ email, newsletterId, unproven });
    const strict = form === "embedded" || unproven;
    return { ...found, wait: await mailTurn({ workspaceId: found.workspaceId, email, strict }) };
  },
  async run({ tx, actor, vault, enqueue, enterWorkspace }, input, form) {
    const { newsletterId, email, wording, locale, page } = input;
    const { workspaceId } = form;
    const { ip, userAgent } = actor.origin;
    const shown = {
      form: input.form,
      page: page ?? null,
      wording,
      privacyUrl: form.privacyUrl,
      privacySince: form.privacySince,
      locale,
    };
    await enterWorkspace(workspaceId);
    const done = (outcome: "asked" | "subscribed" | "nothing", contactId: string | null) => ({
      result: undefined,
      audit: {
        workspaceId,
        target: contactId,
        detail: { newsletter: newsletterId, outcome, form: input.form },
      },
    });

    const emailHash = await vault.emailHash(workspaceId, email);
    const stops = await tx
      .select({ reason: suppressions.reason })
      .from(suppressions)
      .where(
        and(
          eq(suppressions.workspaceId, workspaceId),
          eq(suppressions.emailHash, emailHash),
          isNull(suppressions.liftedAt),
          or(isNull(suppressions.newsletterId), eq(suppressions.newsletterId, newsletterId)),
        ),
      )
      .limit(20);
    if (stops.some(({ reason }) => reason !== "unsubscribed")) return done("nothing", null);

    const contactId = await contactOf(tx, { workspaceId, email, emailHash });
    if (await disowned(tx, { workspaceId, contactId, newsletterId, emailHash }))
      return done("nothing", contactId);
    await tx.insert(subscriptions).values({ workspaceId, newsletterId, contactId }).onConflictDoNothing();

    if (!form.confirmationRequired && stops.length === 0) {
      const [now] = await tx
        .update(subscriptions)
        .set({ confirmedAt: sql`coalesce(confirmed_at, now())` })
        .where(
          and(
            eq(subscriptions.workspaceId, workspaceId),
            eq(subscriptions.newsletterId, newsletterId),
            eq(subscriptions.contactId, contactId),
            isNull(subscriptions.unsubscribedAt),
          ),
        )
        .returning({ contactId: subscriptions.contactId });
      if (now) {
        await recordOwnGrant(tx, actor, {
          workspaceId,
          contactId,
          newsletterId,
          wording,
          evidence: evidenceOf(shown, null),
          proved: false,
        });
        await tx.execute(sql`select queue_welcome(${workspaceId}, ${newsletterId}, ${contactId})`);
        return done("subscribed", contactId);
      }
    }

    const id = uuidv7();
    await tx.insert(confirmations).values({
      workspaceId,
      id,
      newsletterId,
      contactId,
      ...shown,
      ip,
      userAgent,
    });
    // Past the limits of the mailbox the mail waits: it may be the one that the person asked for.
    if (form.wait)
      await enqueue(
        confirmationMails,
        { workspaceId, confirmation: id, held: true },
        { startAfter: form.wait },
      );
    else await enqueue(confirmationMails, { workspaceId, confirmation: id });
    return done("asked", contactId);
  },
});

async function contactOf(
  tx: Transaction,
  person: { workspaceId: string; email: string; emailHash: Buffer },
): Promise<string> {
  const { workspaceId, email } = person;
  const [made] = await tx
    .insert(contacts)
    .values({ id: uuidv7(), source: "form", ...person })
    .onConflictDoNothing()
    .returning({ id: contacts.id });
  if (made) return made.id;
  const [known] = await tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.workspaceId, workspaceId), eq(contacts.email, email)));
  if (!known) throw notFound("contact");
  return known.id;
}

/** Returns whether the owner of the address said within 30 days that they did not ask: then no form mails them. */
async function disowned(
  tx: Transaction,
  of: { workspaceId: string; contactId: string; newsletterId: string; emailHash: Buffer },
) {
  const rows = await tx
    .select({ id: confirmations.id })
    .from(confirmations)
    .where(
      and(
        eq(confirmations.workspaceId, of.workspaceId),
        eq(confirmations.contactId, of.contactId),
        eq(confirmations.newsletterId, of.newsletterId),
        // The holder of a mistyped mailbox speaks for that one, and not for the corrected one.
        sql`coalesce(${confirmations.emailHash} = ${of.emailHash}, true)`,
        isNotNull(confirmations.disownedAt),
        gt(confirmations.disownedAt, sql`now() - interval '30 days'`),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
