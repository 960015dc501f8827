import { z } from "zod";
import { takePeople } from "#lib/audience/take-people.ts";
import { command } from "#lib/core/command.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { forgetContacts, stillWaiting } from "./forget.ts";
import { contactIds } from "./selected.ts";

/**
 * Erases the chosen contacts: suppressions, consents and deliveries stay as proof, without their addresses. `block` keeps the
 * addresses off by their keyed hash. Who waits for the answer to a request about their data stays.
 */
export const deleteContacts = command({
  name: "contact.delete_many",
  allow: workspaceMember,
  limit: { per: "workspace", max: 600, windowSeconds: 3600 },
  input: z.object({ contactIds, block: z.boolean().default(true), typed: text({ max: 10 }).default("") }),
  async run(context, { contactIds, block, typed }) {
    const { tx, actor } = context;
    if (typed !== String(contactIds.length))
      throw invalid({ typed: `Type ${contactIds.length} to delete that many contacts.` });
    const { gone, waiting } = await forgetContacts(tx, actor, contactIds, {
      blockedBy: block ? actor.userId : null,
    });
    if (gone.length === 0 && waiting[0]) throw stillWaiting(waiting[0].why);
    if (gone.length === 0) throw notFound("contacts");
    await takePeople(context, { how: "erase", people: gone.length, list: "refused", path: "/contacts" });
    return {
      result: { deleted: gone.length, waiting: waiting.length },
      audit: {
        target: null,
        detail: {
          deleted: gone.length,
          contacts: gone,
          block,
          ...(waiting.length > 0 && { waiting: waiting.length }),
        },
      },
    };
  },
});
