import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import { consents } from "#db/schema/consents.ts";
import { contacts, formerAddresses } from "#db/schema/contacts.ts";
import { newsletters, subscriptions } from "#db/schema/newsletters.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { isOwnWord } from "#lib/audience/contacts/own-word.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { sealReceipt } from "./receipt-hash.ts";
import { receiptSigner } from "./receipt-key.ts";

const said = (evidence: Record<string, unknown>, ...keys: string[]) =>
  keys.map((key) => evidence[key]).find((value) => typeof value === "string") ?? null;

/**
 * Returns the person's IP address as the record has it, or why there is none. Members and imports record from their own
 * connections, which are none of the person's data: there only a file's own words count.
 */
function connectionOf({ ip, userAgent, evidence, importId }: typeof consents.$inferSelect, own: boolean) {
  const address = own ? ip : said(evidence, "consentIp");
  const without = own
    ? "The connection was not recorded."
    : importId
      ? "The imported file names none."
      : "A member recorded it by hand, so the person's own address is not known.";
  return { ip: address, ipMissing: address ? null : without, userAgent: own ? userAgent : null };
}

/**
 * Returns the receipt of one line of the consent ledger for one contact (GDPR 7(1)): who, when, how, the exact wording and
 * its hash, form, notice, origin, the mail that asked and its answer. It is the same at every download, because the line is
 * never changed: an address that was corrected and a newsletter that was renamed since stand as they were. It holds where a
 * person was, so that taking it out is recorded.
 */
export const consentReceipt = command({
  name: "consent.hand_over",
  allow: workspaceMember,
  input: z.object({ contactId: z.uuid(), consentId: z.uuid() }),
  async run({ tx: db, actor }, { contactId, consentId }) {
    const [line] = await db
      .select({
        consent: consents,
        newsletter: newsletters.name,
        controller: workspaces.senderName,
        workspace: workspaces.name,
      })
      .from(consents)
      .innerJoin(workspaces, eq(workspaces.id, consents.workspaceId))
      .leftJoin(newsletters, sameWorkspace(newsletters, consents, eq(newsletters.id, consents.newsletterId)))
      .where(and(owned(consents, actor), eq(consents.id, consentId)));
    const [person] = await db
      .select({ email: contacts.email, importId: contacts.importId })
      .from(contacts)
      .where(and(owned(contacts, actor), eq(contacts.id, contactId)));
    if (!line || !person) throw notFound("consent");
    const { consent, newsletter } = line;
    const brought = await db
      .select({ importId: subscriptions.importId })
      .from(subscriptions)
      .where(and(owned(subscriptions, actor), eq(subscriptions.contactId, contactId)))
      .limit(1000);
    const files = [person.importId, ...brought.map(({ importId }) => importId)];
    const theirs = consent.contactId === contactId;
    if (!theirs && (consent.contactId !== null || !consent.importId || !files.includes(consent.importId)))
      throw notFound("consent");

    const [former] = await db
      .select({ address: formerAddresses.address })
      .from(formerAddresses)
      .where(
        and(
          owned(formerAddresses, actor),
          eq(formerAddresses.contactId, contactId),
          gt(formerAddresses.until, consent.occurredAt),
        ),
      )
      .orderBy(formerAddresses.until)
      .limit(1);

    // A row of a file has the names of the word that stands for all of it.
    const [attested] =
      theirs && consent.importId
        ? await db
            .select({ evidence: consents.evidence })
            .from(consents)
            .where(
              and(
                owned(consents, actor),
                eq(consents.importId, consent.importId),
                isNull(consents.contactId),
              ),
            )
            .orderBy(consents.id)
            .limit(1)
        : [];
    const evidence = { ...attested?.evidence, ...consent.evidence };
    const confirmed = evidence.confirmed === true;
    const facts = {
      version: "mailneo-consent-receipt-2",
      id: consent.id,
      controller: said(evidence, "controller") ?? line.controller ?? line.workspace,
      person: { id: contactId, address: former?.address ?? person.email },
      kind: consent.requested ? "request" : consent.kind,
      ground: consent.basis,
      softOptIn: consent.softOptIn,
      purpose: said(evidence, "purpose") ?? newsletter,
      wording: consent.wording,
      source: consent.source,
      forWholeFile: consent.contactId === null,
      place: said(evidence, "consentSource"),
      form: said(evidence, "form", "formId"),
      page: said(evidence, "page"),
      notice: said(evidence, "privacyNotice"),
      noticeVersion: said(evidence, "noticeVersion", "privacyNoticeSince"),
      signedUpAt: said(evidence, "signedUpAt"),
      confirmationMessageId: said(evidence, "confirmationMessageId"),
      confirmationMailedAt: said(evidence, "confirmationMailedAt"),
      locale: said(evidence, "locale"),
      givenOn: consent.givenOn,
      recordedAt: consent.occurredAt.toISOString(),
      expiresAt: consent.expiresAt?.toISOString() ?? null,
      ...connectionOf(consent, theirs && isOwnWord(consent)),
      signedUpIp: said(evidence, "signedUpIp"),
      signedUpUserAgent: said(evidence, "signedUpUserAgent"),
      confirmedAt: confirmed ? consent.occurredAt.toISOString() : null,
      // What an imported file says of a confirmation elsewhere. Receipts without it stay as they were handed out.
      ...(said(evidence, "confirmedAt") && {
        confirmedOn: said(evidence, "confirmedOn"),
        confirmedAsWritten: said(evidence, "confirmedAt"),
      }),
      ...(said(evidence, "confirmIp") && { confirmedFromIp: said(evidence, "confirmIp") }),
      recordedBy: consent.actorKind,
      recorderId: consent.actorKind === "member" ? consent.actorId : null,
      attestation: said(evidence, "attestation"),
      bought: said(evidence, "bought"),
      optOutOffered: evidence.optOutOffered === true,
      assessment: said(evidence, "assessmentSha256"),
    };
    return {
      result: sealReceipt(facts, await receiptSigner()),
      audit: { target: contactId, detail: { kind: facts.kind } },
    };
  },
});
