import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { contactFilters } from "./filters.ts";
import { contactIds } from "./selected.ts";

/**
 * Records that a member takes the contacts of a list out as a file, before the first row leaves. For admins and owners,
 * because the file holds every address at once. What was searched for stays out of the entry, because it may be personal.
 */
export const exportContacts = command({
  name: "contact.export",
  allow: workspaceAdmin,
  input: z.object({ ...contactFilters, contactIds: contactIds.optional() }),
  async run(_, { search, fieldValue, contactIds: ticked, ...filters }) {
    return {
      result: {},
      audit: {
        target: null,
        detail: {
          ...filters,
          ...(ticked && { selected: ticked.length }),
          searched: search !== "" || fieldValue !== "",
        },
      },
    };
  },
});
