import { and, eq, ne, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { contacts, formerAddresses } from "#db/schema/contacts.ts";
import { takePeople } from "#lib/audience/take-people.ts";
import { memberBehind } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { emailAddress } from "#lib/mail/email-address.ts";

/**
 * Corrects a mistyped address of the same person. An opt-out, a complaint and a suppression by hand belong to the person and
 * go along, so that a correction never revives anybody. A bounce belongs to the old mailbox and stays there. Messages that
 * still wait go to the new address. A list that gets addresses of nobody is gone, so that more than a few an hour need an admin.
 * @throws AppError what `takePeople` throws.
 */
export const correctAddress = command({
  name: "contact.correct_address",
  allow: orKey(workspaceMember, "contacts:write"),
  limit: { per: "workspace", max: 600, windowSeconds: 3600 },
  input: z.object({
    contactId: z.uuid(),
    email: emailAddress,
    why: text({ max: 500 }).min(5, "Say how you know the right address: it is your proof."),
  }),
  async run(context, { contactId, email, why }) {
    const { tx, actor, vault } = context;
    const mine = and(owned(contacts, actor), eq(contacts.id, contactId));
    const [before] = await tx
      .select({ email: contacts.email, emailHash: contacts.emailHash })
      .from(contacts)
      .where(mine)
      .for("update");
    if (!before) throw notFound("contact");
    if (before.email === email) throw invalid({ email: "That is the address they have." });
    const [other] = await tx
      .select({ id: contacts.id })
      .from(contacts)
      .where(and(owned(contacts, actor), eq(contacts.email, email), ne(contacts.id, contactId)));
    if (other)
      throw invalid({ email: "Another contact has this address. Erase the one that is wrong instead." });

    const emailHash = await vault.emailHash(actor.workspaceId, email);
    await tx
      .insert(formerAddresses)
      .values({ workspaceId: actor.workspaceId, id: uuidv7(), contactId, address: before.email });
    await tx
      .update(contacts)
      .set({ email, emailHash, addressCorrectedAt: sql`now()`, addressCorrectedBy: memberBehind(actor) })
      .where(mine);
    const { workspaceId } = actor;
    const carried = await carryWishes(tx, { workspaceId, from: before.emailHash, to: emailHash, email });
    await tx.execute(sql`
      update deliveries set email = ${email}, email_hash = ${emailHash}
      where workspace_id = ${workspaceId} and contact_id = ${contactId} and state = 'queued'`);
    await takePeople(context, { how: "correct", people: 1, list: "goes", path: `/contacts/${contactId}` });
    return {
      result: { id: contactId },
      audit: {
        target: contactId,
        detail: { carried },
        about: { person: contactId, fields: { was: before.email, is: email, why } },
      },
    };
  },
});

/** Copies the suppressions that belong to the person to their new address. A person's own wish outranks what stands there. */
async function carryWishes(
  tx: Transaction,
  { workspaceId, from, to, email }: { workspaceId: string; from: Buffer; to: Buffer; email: string },
): Promise<number> {
  const copied = await tx.execute(sql`
    insert into suppressions as s (id, workspace_id, email_hash, email, newsletter_id, reason, source, campaign_id, import_id, note, created_at, since)
    select new_id(), workspace_id, ${to}, ${email}, newsletter_id, reason, source, campaign_id, import_id, note, created_at, since
    from suppressions
    where workspace_id = ${workspaceId} and email_hash = ${from} and lifted_at is null and reason <> 'bounced'
    on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
    do update set reason = excluded.reason, source = excluded.source, campaign_id = excluded.campaign_id, import_id = excluded.import_id, note = excluded.note,
      since = coalesce(excluded.since, (excluded.created_at at time zone 'UTC')::date)
      where s.reason in ('bounced', 'manual') and excluded.reason in ('unsubscribed', 'complained')
        or s.reason = 'bounced' and excluded.reason = 'manual'
    returning 1`);
  return copied.length;
}
