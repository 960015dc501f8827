import { and, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { confirmations } from "#db/schema/confirmations.ts";
import { consents } from "#db/schema/consents.ts";
import { contacts } from "#db/schema/contacts.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { enqueueIn } from "#lib/core/jobs/jobs.ts";
import { turnWhenSent } from "#lib/mail/platform/mail-turn.ts";
import { confirmationMails } from "./mail-queue.ts";

type ConfirmationAsked = {
  workspaceId: string;
  contactId: string;
  newsletterId: string;
  /** The record of the consent ledger that the person is to confirm. */
  consentId: string;
};

/**
 * Asks for one confirmation mail to a person whose subscription waits. Only their own press lifts an opt-out, and records the
 * words of the consent that waits as theirs.
 */
export async function requestConfirmation(tx: Transaction, asked: ConfirmationAsked): Promise<void> {
  const { workspaceId, contactId, newsletterId, consentId } = asked;
  const [found] = await tx
    .select({
      language: contacts.language,
      privacyUrl: newsletters.privacyUrl,
      privacySince: newsletters.privacySince,
      wording: consents.wording,
    })
    .from(contacts)
    .innerJoin(
      newsletters,
      and(eq(newsletters.workspaceId, contacts.workspaceId), eq(newsletters.id, newsletterId)),
    )
    .innerJoin(consents, and(eq(consents.workspaceId, contacts.workspaceId), eq(consents.id, consentId)))
    .where(and(eq(contacts.workspaceId, workspaceId), eq(contacts.id, contactId)));
  if (!found) return;
  const { language, ...shown } = found;
  const locale = locales.find((each) => language?.toLowerCase().startsWith(each)) ?? "en";
  const id = uuidv7();
  await tx
    .insert(confirmations)
    .values({ workspaceId, id, newsletterId, contactId, form: "member", locale, ...shown });
  await enqueueIn(tx)(confirmationMails, { workspaceId, confirmation: id }, { turn: turnWhenSent() });
}
