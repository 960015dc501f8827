import { isReadable } from "#lib/audience/segments/within.ts";
import { type SkipReason, skipReasons } from "#lib/audience/suppressions/reasons.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { domainOf, parseAddress } from "#lib/mail/address.ts";
import { foreignTags, tagAdvice } from "#lib/mail/message/foreign-tags.ts";
import { lintMessage, type MessageProblem } from "#lib/mail/message/lint.ts";
import { badLinksOf } from "#lib/mail/message/markup/bad-links.ts";
import { deadMarks } from "#lib/mail/message/markup/dead-marks.ts";
import { parseMarkup } from "#lib/mail/message/markup/parse.ts";
import { freemailRefusal } from "#lib/mailboxes/email-accounts/freemail.ts";
import type { Audience, CampaignFacts } from "./facts.ts";
import { fieldsOf, messageSourceOf } from "./message.ts";
import { sizeProblem } from "./size-problem.ts";

export type CheckLine = {
  id: string;
  /** `stop` keeps the campaign from being sent, `warn` is advice. */
  state: "ok" | "warn" | "stop";
  text: string;
  /** The law or the provider's rule behind it. */
  why: string | null;
  /** Where it is mended. */
  fix: string | null;
  /** A tag of another product that one press replaces with our own field. */
  replaces?: { typed: string; own: string };
};

/** The lines that need nothing but the database: what sendCampaign asks again in its own transaction. */
export function checkLines(facts: CampaignFacts, audience: Audience | null): CheckLine[] {
  const edit = `/campaigns/${facts.id}/edit`;
  const problems = facts.account ? lintMessage(messageSourceOf(facts)) : lintMessage(withSomeAccount(facts));
  const lines = [
    ...sender(facts),
    ...account(facts),
    ...recipients(facts, audience, edit),
    ...renewal(facts, edit),
    ...content(facts, problems, edit),
  ];
  // Several of a kind are told apart, so that a page can key its rows by id.
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const count = (seen.get(line.id) ?? 0) + 1;
    seen.set(line.id, count);
    return count === 1 ? line : { ...line, id: `${line.id}_${count}` };
  });
}

function* sender({ workspace }: CampaignFacts): Generator<CheckLine> {
  const fix = "/settings/workspace";
  const name = workspace.senderName?.trim();
  yield name
    ? ok("sender_name", `Sent in the name of ${name}.`, null)
    : stop(
        "sender_name",
        "Say who is sending: the name of your company or yours.",
        "CAN-SPAM, 15 U.S.C. 7704(a)(1): the sender must be named truthfully.",
        fix,
      );
  yield workspace.postalAddress?.trim()
    ? ok("postal_address", "Your postal address stands in the footer.", null)
    : stop(
        "postal_address",
        "Enter your postal address. It stands in the footer of every message.",
        "CAN-SPAM, 15 U.S.C. 7704(a)(5)(A)(iii), and CASL s.6(2).",
        fix,
      );
}

function* account({ id, account }: CampaignFacts): Generator<CheckLine> {
  const fix = "/settings/email-accounts";
  if (!account) {
    yield stop(
      "account",
      "Choose the account it is sent from.",
      null,
      `/campaigns/${id}/edit#emailAccountId`,
    );
    return;
  }
  if (account.disconnected) {
    yield stop(
      "account",
      `The account “${account.label}” is disconnected. Choose another one.`,
      null,
      `/campaigns/${id}/edit#emailAccountId`,
    );
    return;
  }
  const from = parseAddress(account.fromAddress);
  const refusal = from.ok ? freemailRefusal(domainOf(from.address), account.host) : null;
  if (refusal) {
    yield stop(
      "account",
      refusal,
      "Gmail and Yahoo reject mail that uses their addresses from other servers.",
      fix,
    );
    return;
  }
  yield account.failure
    ? warn("account", `“${account.label}” had trouble: ${account.failure}`, null, fix)
    : ok("account", `From ${account.fromName} <${account.fromAddress}>.`, null);
}

function* recipients(
  { newsletter, segment }: CampaignFacts,
  audience: Audience | null,
  edit: string,
): Generator<CheckLine> {
  if (!newsletter || newsletter.archived) {
    yield stop(
      "newsletter",
      newsletter ? "That newsletter is archived. Choose another one." : "Choose the newsletter it goes to.",
      null,
      `${edit}#newsletterId`,
    );
    return;
  }
  if (segment && !isReadable(segment.filters)) {
    yield stop(
      "segment",
      "The segment it was narrowed to no longer exists. Choose again who gets it.",
      null,
      `${edit}#segmentId`,
    );
    return;
  }
  const eligible = audience?.eligible ?? 0;
  const whom = segment ? `${newsletter.name} in the segment “${segment.name}”` : newsletter.name;
  // The list of contacts shows a whole newsletter, and not those of it in a segment.
  const leftOut = (reason: SkipReason | "any") =>
    segment ? null : `/contacts?${new URLSearchParams({ newsletter: newsletter.id, state: reason })}`;
  yield eligible > 0
    ? ok("newsletter", `${people(eligible)} of ${whom} will get it.`, null)
    : stop(
        "newsletter",
        segment ? `Nobody of ${whom} may get it right now.` : `Nobody on ${whom} may get it right now.`,
        null,
        segment ? `${edit}#segmentId` : leftOut("any"),
      );
  yield* consent(audience, leftOut);
  for (const [reason, count] of Object.entries(audience?.skipped ?? {}) as [SkipReason, number][]) {
    if (reason.startsWith("consent") || reason === "no_consent") continue;
    yield ok(`skipped_${reason}`, `${people(count)} left out. ${skipReasons[reason]}`, null, leftOut(reason));
  }
}

function* consent(
  audience: Audience | null,
  leftOut: (reason: SkipReason | "any") => string | null,
): Generator<CheckLine> {
  const inCanada = audience?.skipped.consent_casl ?? 0;
  if (inCanada > 0) {
    yield warn(
      "consent_casl",
      `${people(inCanada)} in Canada left out, because they have not given the consent this workspace asks of people there. Ask them for it, or let implied consent do in Settings, Workspace.`,
      "CASL s.6(1) and s.10: express consent, or implied consent that has not run out. Legitimate interest is no ground in Canada.",
      leftOut("consent_casl"),
    );
  }
  const inEurope = audience?.skipped.consent_eu ?? 0;
  if (inEurope > 0) {
    yield warn(
      "consent_eu",
      `${people(inEurope)} left out, because a purchase, an inquiry or an interest alone is no ground to mail people in the EU, the EEA, the UK, Switzerland or a country you have not recorded. Ask them for consent, record the facts of the sale, or record their country.`,
      "ePrivacy Art. 13(1) and (2): opt-in, or the soft opt-in of an own sale with an opt-out offered then.",
      leftOut("consent_eu"),
    );
  }
  const unproved = audience?.skipped.consent_no_proof ?? 0;
  if (unproved > 0) {
    yield warn(
      "consent_no_proof",
      `${people(unproved)} left out, because nothing on record says how they agreed. Ask them for consent.`,
      "GDPR Art. 7(1): you must be able to show it. Mail to the EU, the EEA, the UK and Switzerland waits for the proof.",
      leftOut("consent_no_proof"),
    );
  }
  const unclear = audience?.skipped.consent_country ?? 0;
  if (unclear > 0) {
    yield warn(
      "consent_country",
      `${people(unclear)} left out, because their country is not known and they have not given express consent. Set their country on their page, or say in Settings, Workspace where your readers live.`,
      "The strictest law applies where a country is not known. Canada's needs express consent (CASL s.6(1)).",
      leftOut("consent_country"),
    );
  }
  const why = "GDPR Art. 7(1): you must be able to show each person's consent. CASL s.10, s.13.";
  const { no_consent = 0, consent_expired = 0, consent_withdrawn = 0 } = audience?.skipped ?? {};
  const without = no_consent + consent_expired + consent_withdrawn;
  if (without > 0) {
    const one = no_consent ? "no_consent" : consent_expired ? "consent_expired" : "consent_withdrawn";
    yield warn(
      "consent",
      `${people(without)} left out, because their consent is missing, expired or withdrawn.`,
      why,
      leftOut([no_consent, consent_expired, consent_withdrawn].filter(Boolean).length > 1 ? "any" : one),
    );
  } else if (audience && audience.eligible > 0) {
    yield ok("consent", "Everyone who gets it has a lawful ground that holds, and its record is kept.", why);
  }
}

const lineOf: Partial<Record<MessageProblem["code"], string>> = {
  "subject-empty": "subject",
  "subject-text": "subject",
  "subject-reply": "subject",
  "content-empty": "content",
  "broken-field": "fields",
  link: "links",
};

/** A request for consent needs the link on which its reader gives it. */
function* renewal({ purpose, body }: CampaignFacts, edit: string): Generator<CheckLine> {
  if (purpose !== "renewal") return;
  const why = "CASL s.10(1): only the person’s own act gives express consent.";
  yield /\{\{\s*agree_url\b/i.test(body)
    ? ok("agree", "Each reader has a link of their own on which they agree.", why)
    : stop("agree", "Put the link {{agree_url}} into the message: readers agree on it.", why, `${edit}#body`);
}

function* content(facts: CampaignFacts, problems: MessageProblem[], edit: string): Generator<CheckLine> {
  const seen = new Set<string>();
  for (const { code, field: place, level, message } of problems) {
    // Named by lines of their own.
    if (code === "postal-address" || code === "sender" || code === "unknown-field") continue;
    const id = lineOf[code] ?? "content";
    seen.add(id);
    const why =
      code === "subject-reply" ? "CAN-SPAM, 15 U.S.C. 7704(a)(2): subjects must not mislead." : null;
    const field =
      place === "preheader" ? "preheader" : id === "subject" || place === "subject" ? "subject" : "body";
    yield { id, state: level === "error" ? "stop" : "warn", text: message, why, fix: `${edit}#${field}` };
  }
  for (const line of tagLines(facts, edit)) {
    seen.add("fields");
    yield line;
  }
  const markup = parseMarkup(facts.body);
  for (const { href, line, problem } of badLinksOf(markup)) {
    seen.add("links");
    yield stop("links", `Line ${line}: the link “${cutText(href, 80)}” ${problem}.`, null, `${edit}#body`);
  }
  for (const { line, typed, advice } of deadMarks(markup)) {
    yield warn("marks", `Line ${line}: “${cutText(typed, 80)}” ${advice}.`, null, `${edit}#body`);
  }
  const tooLarge = problems.every(({ level }) => level !== "error") && sizeProblem(facts);
  if (tooLarge) {
    seen.add("content");
    yield stop(
      "size",
      tooLarge,
      "RFC 1870: the server refuses a message that is larger than its SIZE.",
      `${edit}#body`,
    );
  }
  if (!seen.has("subject")) yield ok("subject", `Subject: ${facts.subject}`, null);
  if (!seen.has("content")) yield ok("content", "The message is written.", null);
  if (!seen.has("fields")) yield ok("fields", "Every merge field is known.", null);
  if (!seen.has("links")) yield ok("links", "Every link has a full address that mail programs open.", null);
  yield ok(
    "unsubscribe",
    "Unsubscribe link in the footer and one-click unsubscribe in the header.",
    "RFC 8058, Gmail's and Yahoo's rules for senders, CAN-SPAM 7704(a)(3).",
  );
}

/** Merge tags of other products, and fields of ours that do not exist, in any part that a reader sees. */
function* tagLines(facts: CampaignFacts, edit: string): Generator<CheckLine> {
  const why = "A backslash before its first sign prints a tag as it is.";
  for (const field of ["subject", "preheader", "body"] as const) {
    const tags = Map.groupBy(foreignTags(facts[field], fieldsOf(facts), 200), ({ typed }) => typed);
    for (const [typed, [tag]] of [...tags].slice(0, 20)) {
      if (!tag) continue;
      const place = { subject: "Subject", preheader: "Preview text", body: `Line ${tag.line}` }[field];
      const line = (tag.sure ? stop : warn)(
        "fields",
        `${place}: ${tagAdvice(tag)}`,
        field === "body" && !tag.misspelt ? why : null,
        `${edit}#${field}`,
      );
      yield tag.own ? { ...line, replaces: { typed, own: tag.own } } : line;
    }
  }
}

// The account is a line of its own; without one the rest of the message can still be judged.
function withSomeAccount(facts: CampaignFacts) {
  return { ...messageSourceOf(facts), from: { name: "Sender", address: "sender@example.com" } };
}

const people = (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "person" : "people"}`;
const ok = (id: string, text: string, why: string | null, fix: string | null = null): CheckLine => ({
  id,
  state: "ok",
  text,
  why,
  fix,
});
const warn = (id: string, text: string, why: string | null, fix: string | null): CheckLine => ({
  id,
  state: "warn",
  text,
  why,
  fix,
});
const stop = (id: string, text: string, why: string | null, fix: string | null): CheckLine => ({
  id,
  state: "stop",
  text,
  why,
  fix,
});
