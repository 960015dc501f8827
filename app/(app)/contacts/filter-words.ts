import type { FieldOp } from "#lib/audience/contacts/field-filter.ts";
import type {
  ContactFilters,
  ContactSource,
  GroundFilter,
  MailFilter,
} from "#lib/audience/contacts/filters.ts";
import { countryName, mailWords } from "./words.ts";

export const stateWords = (state: MailFilter) =>
  state === "any"
    ? "Left out for any reason"
    : state === "consent"
      ? "Consent missing or ended"
      : mailWords[state].words;

export const grounds: Record<GroundFilter, string> = {
  express: "Express consent",
  implied_purchase: "Implied: purchase",
  implied_inquiry: "Implied: inquiry",
  implied_non_business: "Implied: gift or membership",
  implied_publication: "Implied: published address",
  implied_disclosed: "Implied: address given",
  legitimate_interest: "Legitimate interest",
  ending: "Ends within 30 days",
  none: "No ground that holds",
  missing: "Ground missing",
};

export const sources: Record<ContactSource, string> = {
  manual: "Added by hand",
  import: "Imported file",
  form: "Sign-up form",
  demo: "Sample data",
};

export const fieldOps: Record<FieldOp, string> = {
  is: "is",
  not: "is not",
  contains: "contains",
  above: "is above or after",
  below: "is below or before",
  set: "is known",
  unset: "is not known",
};

type Named = { id: string; name: string };

/** Returns the filters of a segment in a line of words: "In Spain · Tag VIP · Gets mail". */
export function filterWords(
  filters: Partial<ContactFilters>,
  known: { tags: Named[]; fields: Named[]; newsletters: Named[] },
): string {
  const { search, newsletterId, country, mail, ground, tagId, source, addedFrom, addedTo } = filters;
  const { fieldId, fieldOp = "is", fieldValue } = filters;
  const named = (all: Named[], id: string) => all.find((each) => each.id === id)?.name;
  return [
    search && `“${search}”`,
    newsletterId && `On ${named(known.newsletters, newsletterId) ?? "an archived newsletter"}`,
    mail && stateWords(mail),
    ground && grounds[ground],
    country && countryName(country),
    tagId && `Tag ${named(known.tags, tagId) ?? "deleted"}`,
    source && sources[source],
    addedFrom && `Added from ${addedFrom}`,
    addedTo && `Added until ${addedTo}`,
    fieldId &&
      [named(known.fields, fieldId) ?? "Deleted field", fieldOps[fieldOp], fieldValue]
        .filter(Boolean)
        .join(" "),
  ]
    .filter(Boolean)
    .join(" · ");
}
