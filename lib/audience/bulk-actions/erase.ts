import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { begin, bulkLimit } from "./begin.ts";
import { findByState, selection } from "./selection.ts";

/**
 * Erases many contacts (GDPR 17), as a job that begins at once. `typed` is their number, so that a selection that grew
 * meanwhile is looked at again.
 */
export const eraseContacts = command({
  name: "bulk_action.erase",
  allow: workspaceMember,
  limit: bulkLimit,
  once: true,
  input: z.object({ ...selection, typed: text({ max: 20 }).default("") }),
  prepare: findByState,
  async run(context, { typed, ...selected }, found) {
    const begun = await begin(context, { kind: "erase", input: {}, selected, found, undo: false });
    if (typed.replaceAll(/[\s.,'’]/g, "") !== String(begun.total))
      throw invalid({ typed: `Type ${begun.total} to erase that many contacts.` });
    return { result: begun, audit: { target: null, detail: { contacts: begun.total } } };
  },
});
