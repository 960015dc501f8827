import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { AppError } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { begin, bulkLimit } from "./begin.ts";
import { findByState, selection } from "./selection.ts";

/**
 * Erases many contacts (GDPR 17), as a job. `typed` is their number, so that a selection that grew meanwhile is looked at again. More
 * than a few within an hour need an admin with a fresh proof, begin after ten minutes, and are told to the owners.
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
  async run(context, { typed, block, expected: _, ...selected }, found) {
    const begun = await begin(context, {
      kind: "erase",
      input: { block },
      selected,
      found,
      takes: { how: "erase", undoSeconds: 0 },
      confirm(total) {
        if (typed.replaceAll(/[\s.,'’]/g, "") !== String(total)) throw typeTheNumber(total);
      },
    });
    return { result: begun, audit: { target: null, detail: { contacts: begun.total, block } } };
  },
});

/** Its page counts again, so that it does not offer the old number beside this message. */
const typeTheNumber = (total: number) =>
  new AppError("invalid", "Check the marked fields.", {
    fields: { typed: `Type ${total} to erase that many contacts.` },
    pageIsOld: true,
  });
