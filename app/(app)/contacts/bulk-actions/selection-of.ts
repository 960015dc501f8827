import { cutText } from "#lib/core/cut-text.ts";
import { expectedOf } from "#lib/web/expected-of.ts";
import { filtersOf, readQuery } from "../query.ts";

const longestQuery = 4000;

/** Returns the contacts that a form is about: ticked ones by id, or all that match the list's address. */
export function selectionOf(data: FormData) {
  const query = data.get("query");
  if (typeof query === "string")
    return {
      ...expectedOf(data),
      all: filtersOf(readQuery(Object.fromEntries(new URLSearchParams(cutText(query, longestQuery))))),
    };
  const ids = String(data.get("contactIds") ?? "");
  return { contactIds: ids.slice(0, 10_000).split(",").filter(Boolean) };
}
