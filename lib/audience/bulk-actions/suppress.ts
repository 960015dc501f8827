import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { begin, bulkLimit, UNDO_SECONDS } from "./begin.ts";
import { findByState, selection } from "./selection.ts";

/** Suppresses many contacts from every newsletter, as a job that can be undone for ten seconds, and a list for ten minutes. */
export const suppressSelected = command({
  name: "bulk_action.suppress",
  allow: workspaceMember,
  limit: bulkLimit,
  once: true,
  input: z.object({ ...selection, note: text({ max: 500 }).default("") }),
  prepare: findByState,
  async run(context, { note, ...selected }, found) {
    const begun = await begin(context, {
      kind: "suppress",
      input: { note },
      selected,
      found,
      takes: { how: "suppress", undoSeconds: UNDO_SECONDS },
    });
    return { result: begun, audit: { target: null, detail: { contacts: begun.total } } };
  },
});
