import { and, eq, gt, sql } from "drizzle-orm";
import { z } from "zod";
import { contacts } from "#db/schema/contacts.ts";
import { takePeople } from "#lib/audience/take-people.ts";
import { type ApiKey, type Member, memberBehind } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { forgetContacts, stillWaiting } from "./forget.ts";

/**
 * Erases one contact (GDPR 17). `block` keeps the address off by its keyed hash, so that no import and no form brings it
 * back. `typed` is the word that confirms it, because nothing brings the contact back. `undo` takes back a contact that a program
 * made a moment ago: what else knows the address, such as a suppression, is older and stays as it is.
 * @throws AppError conflict for a person who waits for the answer to a request about their data.
 */
export const deleteContact = command({
  name: "contact.delete",
  allow: orKey(workspaceMember, "contacts:write"),
  limit: { per: "workspace", max: 600, windowSeconds: 3600 },
  input: z.object({
    contactId: z.uuid(),
    block: z.boolean().default(true),
    typed: text({ max: 20 }).default(""),
    undo: z.boolean().default(false),
  }),
  async run(context, { contactId, block, typed, undo }) {
    const { tx, actor } = context;
    if (typed !== "erase") throw invalid({ typed: "Type erase to erase this contact." });
    const { gone, waiting } = await forgetContacts(tx, actor, [contactId], {
      blockedBy: block ? memberBehind(actor) : null,
      keepsTraces: undo && (await isJustMade(tx, actor, contactId)),
    });
    if (waiting[0]) throw stillWaiting(waiting[0].why);
    if (gone.length === 0) throw notFound("contact");
    await takePeople(context, { how: "erase", people: 1, list: "refused", path: "/contacts" });
    return { result: { id: contactId }, audit: { target: contactId, detail: { block } } };
  },
});

/** Returns whether a program added this contact within the last minute. */
async function isJustMade(tx: Transaction, actor: Member | ApiKey, contactId: string): Promise<boolean> {
  if (actor.kind !== "apiKey") return false;
  const [found] = await tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(
      and(
        owned(contacts, actor),
        eq(contacts.id, contactId),
        eq(contacts.source, "api"),
        gt(contacts.createdAt, sql`now() - interval '1 minute'`),
      ),
    );
  return found !== undefined;
}
