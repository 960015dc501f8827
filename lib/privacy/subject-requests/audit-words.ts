import type { EventWords, Facts } from "#lib/core/audit/words.ts";

const asks: Record<string, string> = {
  access: "access",
  rectify: "a correction",
  restrict: "a restriction",
  erase: "erasure",
  object: "no more advertising",
};

const what = ({ detail }: Facts) => asks[String(detail.kind)] ?? "something about their data";
const the = (facts: Facts) => `a request for ${what(facts)}`;

/** Audit words of data-subject requests. */
export const subjectRequestWords = {
  "subject_request.ask": {
    group: "contacts",
    to: "send a request about their data",
    target: "subjectRequest",
    did: (facts) => `asked for ${what(facts)}, and was mailed a link to prove their address`,
  },
  "subject_request.ask_by_link": {
    group: "contacts",
    to: "ask for their data by their own link",
    target: "subjectRequest",
    did: (facts) => `asked for ${what(facts)} on their preference page${facts.detail.again ? ", again" : ""}`,
  },
  "subject_request.create": {
    group: "contacts",
    to: "enter a request about personal data",
    target: "subjectRequest",
    did: (facts) => `entered ${the(facts)}`,
    shows: { receivedOn: "Received on" },
  },
  "subject_request.prove": {
    group: "contacts",
    to: "prove a request about their data",
    target: "subjectRequest",
    did: (facts) => `proved by a mailed link that ${the(facts)} is theirs`,
  },
  "subject_request.disown": {
    group: "contacts",
    to: "cancel a request about their data",
    target: "subjectRequest",
    did: (facts) => `said they did not send ${the(facts)}`,
  },
  "subject_request.extend": {
    group: "contacts",
    to: "extend a request about personal data",
    target: "subjectRequest",
    did: (facts) => `extended ${the(facts)}`,
    shows: { dueOn: "Due on" },
  },
  "subject_request.fulfil": {
    group: "contacts",
    to: "fulfil a request about personal data",
    target: "subjectRequest",
    did: (facts) => `fulfilled ${the(facts)}`,
    shows: { known: { label: "Contact", words: { true: "Known", false: "Nothing is held" } } },
  },
  "subject_request.refuse": {
    group: "contacts",
    to: "refuse a request about personal data",
    target: "subjectRequest",
    did: (facts) => `refused ${the(facts)}`,
  },
  "subject_request.withdraw": {
    group: "contacts",
    to: "note that a request was taken back",
    target: "subjectRequest",
    did: (facts) => `noted that ${the(facts)} was taken back`,
  },
  "subject_request.withdraw_bundle": {
    group: "contacts",
    to: "withdraw the link to a person’s data",
    target: "subjectRequest",
    did: "withdrew the link to a person’s data",
    shows: { downloads: "Downloads before" },
  },
  "subject_request.open_bundle": {
    group: "exports",
    to: "download their own data",
    target: "subjectRequest",
    did: "downloaded their own data by a mailed link",
    shows: { downloads: "Downloads" },
  },
  "subject_request.issue_mail": {
    group: "contacts",
    to: "prepare a mail about a request",
    target: "subjectRequest",
    technical: "caused",
    did: (facts) => `prepared a mail about ${the(facts)}`,
  },
  "subject_request.record_mailed": {
    group: "contacts",
    to: "note the answer to a request",
    target: "subjectRequest",
    did: (facts) =>
      `${facts.detail.sent === false ? "could not mail" : "mailed"} the answer to ${the(facts)}`,
  },
  "subject_request.sweep": {
    group: "contacts",
    to: "clear away old requests",
    did: "cleared away requests that nobody proved within 30 days, and reminded of those that are due",
    shows: { deleted: "Deleted", forgotten: "Old answers that name nobody now", reminded: "Reminders" },
  },
} satisfies Record<string, EventWords>;
