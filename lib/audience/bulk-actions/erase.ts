import { z } from "zod";
import { ownersOf } from "#lib/audience/owners-of.ts";
import { isFresh, type Member } from "#lib/core/actor.ts";
import { type CommandContext, command } from "#lib/core/command.ts";
import { AppError, invalid, reauthenticate } from "#lib/core/errors.ts";
import { workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { greeting, mailTo } from "#lib/mail/platform/person.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { begin, bulkLimit } from "./begin.ts";
import { findByState, selection } from "./selection.ts";

/** Up to so many people a member erases at once, as one by one. More are a list, and an admin's. */
export const FEW_TO_ERASE = 20;

/** Seconds in which any admin can undo the erasure of more: owners are mailed meanwhile. */
const undoOfMany = 600;

/**
 * Erases many contacts (GDPR 17), as a job. `typed` is their number, so that a selection that grew meanwhile is looked at again. More
 * than a few need an admin with a fresh proof, begin after ten minutes, and are told to the owners: one stolen session must not end a list.
 * `block` keeps their addresses off by their keyed hash.
 * @throws AppError invalid, forbidden, reauthenticate.
 */
export const eraseContacts = command({
  name: "bulk_action.erase",
  allow: workspaceMember,
  limit: bulkLimit,
  once: true,
  input: z.object({ ...selection, block: z.boolean().default(true), typed: text({ max: 20 }).default("") }),
  prepare: findByState,
  async run(context, { typed, block, ...selected }, found) {
    const undoFor = (total: number) => (total > FEW_TO_ERASE ? undoOfMany : 0);
    const begun = await begin(context, { kind: "erase", input: { block }, selected, found, undoFor });
    const isList = begun.total > FEW_TO_ERASE;
    if (isList) requireAdmin(context.actor);
    if (typed.replaceAll(/[\s.,'’]/g, "") !== String(begun.total))
      throw invalid({ typed: `Type ${begun.total} to erase that many contacts.` });
    if (isList) await mailOwners(context, begun);
    return { result: begun, audit: { target: null, detail: { contacts: begun.total, block } } };
  },
});

function requireAdmin(actor: Member) {
  if (!workspaceAdmin.admits(actor))
    throw new AppError(
      "forbidden",
      `You can erase ${FEW_TO_ERASE} contacts at a time. Ask an admin to erase more at once.`,
    );
  if (!isFresh(actor)) throw reauthenticate();
}

/** Tells the workspace's owners, who asked among them, while the erasure can be undone. */
async function mailOwners(
  { tx, actor, enqueue }: Pick<CommandContext<Member>, "tx" | "actor" | "enqueue">,
  { id, total }: { id: string; total: number },
) {
  const owners = await ownersOf(tx, actor);
  for (const owner of owners)
    await enqueue(platformMail, {
      to: mailTo(owner.name, owner.email),
      subject: `${total} contacts are about to be erased`,
      heading: `${total} contacts are about to be erased`,
      paragraphs: [
        greeting(owner.name),
        `Somebody in your workspace asked to erase ${total} contacts. It begins ten minutes after that, and nothing brings them back.`,
        "If that is meant, there is nothing to do. If it is not, open the page and press Undo before it begins. After that you can still stop the rest.",
      ],
      page: { label: "Look at the erasure", path: `/contacts/bulk-actions/${id}` },
      footnote: "You asked for it yourself? Then this is your receipt.",
    });
}
