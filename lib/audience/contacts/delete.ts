import { z } from "zod";
import { takePeople } from "#lib/audience/take-people.ts";
import { memberBehind } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { forgetContacts, stillWaiting } from "./forget.ts";

/**
 * Erases one contact (GDPR 17). `block` keeps the address off by its keyed hash, so that no import and no form brings it
 * back. `typed` is the word that confirms it, because nothing brings the contact back.
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
  }),
  async run(context, { contactId, block, typed }) {
    const { tx, actor } = context;
    if (typed !== "erase") throw invalid({ typed: "Type erase to erase this contact." });
    const { gone, waiting } = await forgetContacts(tx, actor, [contactId], {
      blockedBy: block ? memberBehind(actor) : null,
    });
    if (waiting[0]) throw stillWaiting(waiting[0].why);
    if (gone.length === 0) throw notFound("contact");
    await takePeople(context, { how: "erase", people: 1, list: "refused", path: "/contacts" });
    return { result: { id: contactId }, audit: { target: contactId, detail: { block } } };
  },
});
