import { suppressionSources } from "#lib/audience/suppressions/list.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { one } from "../../../address.ts";
import { isReason, type Reason } from "../words.ts";

export type SuppressionQuery = {
  reason?: Reason;
  scope?: string;
  source?: (typeof suppressionSources)[number];
  search?: string;
};

/** Returns the filters that an address holds; a value that is none of ours counts as not chosen. */
export function readFilters(given: Record<string, string | string[] | undefined>): SuppressionQuery {
  const reason = one(given.reason);
  const scope = one(given.scope);
  return {
    reason: isReason(reason) ? reason : undefined,
    scope:
      scope === "everything" || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(scope ?? "")
        ? scope
        : undefined,
    source: suppressionSources.find((each) => each === one(given.source)),
    search: cutText(one(given.search)?.trim() ?? "", 254) || undefined,
  };
}
