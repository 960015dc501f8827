import { z } from "zod";
import { tagNames } from "#lib/audience/tags/names.ts";
import { command } from "#lib/core/command.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { begin, bulkLimit } from "./begin.ts";
import { findByState, selection } from "./selection.ts";

/** Puts tags on many contacts, or takes them off, as a job that can be undone for ten seconds. */
export const tagContacts = command({
  name: "bulk_action.tag",
  allow: workspaceMember,
  limit: bulkLimit,
  once: true,
  input: z.object({ ...selection, tags: tagNames, does: z.enum(["add", "remove"]).default("add") }),
  prepare: findByState,
  async run(context, { tags, does, ...selected }, found) {
    if (tags.length === 0) throw invalid({ tags: "Enter at least one tag." });
    const kind = does === "add" ? "tag" : "untag";
    const begun = await begin(context, { kind, input: { tags }, selected, found });
    return { result: begun, audit: { target: null, detail: { contacts: begun.total, tags, does } } };
  },
});
