import { stoppedOn } from "#lib/audience/suppressions/stopped-on.ts";
import { dayInWords } from "#lib/core/calendar-day.ts";
import type { ContactFile } from "./get.ts";

type Consent = ContactFile["consents"][number];
type DayOf = (moment: Date) => string;

/** Whether a person may be mailed, and why, in one sentence. */
export type Permission = { may: boolean; sentence: string };

/** The most newsletters a sentence names one by one. */
const mostNamed = 2;

/**
 * Returns one sentence that says what a person gets and on what ground, or why they get nothing. `refusal` of each
 * newsletter comes from the one rule of sending, so that the sentence never promises what sending refuses.
 */
export function permissionOf(contact: ContactFile, dayOf: DayOf): Permission {
  const live = contact.subscriptions.filter(({ archivedAt }) => archivedAt === null);
  const gets = live.filter(({ refusal }) => refusal === null);
  if (gets.length === 0) return { may: false, sentence: `Gets nothing: ${whyNot(contact, live, dayOf)}.` };
  const named = gets.slice(0, mostNamed).map(({ newsletterId, name, ground: basis }) => {
    const ground = groundFor(contact, newsletterId, basis);
    return ground ? `${name}: ${groundWords(ground, dayOf)}` : name;
  });
  const more = gets.length - named.length;
  if (more > 0) named.push(`and ${more} more`);
  return { may: true, sentence: `May get ${named.join("; ")}.` };
}

/** The newest grant for a newsletter that has not ended, of the basis that sending found. */
function groundFor(
  { consents }: ContactFile,
  newsletterId: string,
  basis: string | null,
): Consent | undefined {
  const now = Date.now();
  return consents.find(
    (each) =>
      each.kind === "grant" &&
      (basis === null || (each.softOptIn ? "soft_opt_in" : each.basis) === basis) &&
      !each.perRow &&
      each.newsletterId === newsletterId &&
      (each.expiresAt === null || each.expiresAt.getTime() > now),
  );
}

const verbs: Record<Consent["basis"], string> = {
  express: "asked for it",
  implied_purchase: "bought something",
  implied_inquiry: "asked you something",
  implied_non_business: "gave, volunteered or was a member",
  implied_publication: "published their address",
  implied_disclosed: "gave you their address",
  legitimate_interest: "legitimate interest",
  withdrawal: "",
};

function groundWords({ basis, givenOn, occurredAt, endsOn, evidence }: Consent, dayOf: DayOf): string {
  const verb = verbs[basis];
  const when = givenOn
    ? `${basis === "legitimate_interest" ? "since" : "on"} ${dayInWords(givenOn)}`
    : `recorded on ${dayOf(occurredAt)}`;
  const place =
    typeof evidence.consentSource === "string" ? evidence.consentSource.replace(/[.\s]+$/, "") : "";
  const end = endsOn ? `, which counts until ${dayInWords(endsOn)}` : "";
  return `${verb}${givenOn ? " " : ", "}${when}${place && `, ${place}`}${end}`;
}

function whyNot(contact: ContactFile, live: ContactFile["subscriptions"], dayOf: DayOf): string {
  if (contact.restrictedAt)
    return `their data has been restricted since ${dayOf(contact.restrictedAt)} (GDPR Art. 18)`;
  const everything = contact.suppressions.find(({ newsletterId }) => newsletterId === null);
  const stop = everything ?? contact.suppressions.find((each) => live.some(isOf(each)));
  const pending = live.find(({ confirmedAt, unsubscribedAt }) => !confirmedAt && !unsubscribedAt);
  if (stop && !(stop.reason === "unsubscribed" && pending)) {
    const words = stopWords[stop.reason];
    const { day, at } = stoppedOn(stop);
    if (day) return `${words} on ${dayInWords(day)}`;
    return at ? `${words} on ${dayOf(at)}` : `${words}, recorded on ${dayOf(stop.createdAt)}`;
  }
  if (pending) {
    const back = contact.consents.some(
      (each) => each.kind === "request" && each.newsletterId === pending.newsletterId,
    );
    const since = dayOf(pending.subscribedAt);
    return back
      ? `asked on ${since} to get ${pending.name} again and has not confirmed it`
      : `has not confirmed ${pending.name} since ${since}`;
  }
  const [first] = live;
  if (!first) return "is on no newsletter";
  if (first.unsubscribedAt) return `left ${first.name} on ${dayOf(first.unsubscribedAt)}`;
  return refusalWords[first.refusal ?? ""] ?? "no ground to write to them is on record";
}

const isOf =
  ({ newsletterId }: { newsletterId: string | null }) =>
  (on: { newsletterId: string }) =>
    on.newsletterId === newsletterId;

const stopWords = {
  complained: "reported spam",
  unsubscribed: "unsubscribed",
  bounced: "their mail server refused the address for good",
  manual: "your workspace suppressed the address",
};

const refusalWords: Record<string, string> = {
  manual: "a rule of your workspace blocks their domain or the name before the @",
  consent_withdrawn: "took their consent back",
  consent_expired: "their implied consent has ended",
  consent_eu:
    "the law where they live, or may live, asks for consent or an own sale with its facts (ePrivacy 13)",
  consent_casl: "is in Canada, and the consent on record does not count there",
  consent_country: "their country is not known, and they gave no express consent",
  consent_no_proof: "nothing on record says how they agreed (GDPR Art. 7(1))",
};
