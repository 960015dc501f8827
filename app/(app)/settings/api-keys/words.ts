import type { Scope } from "#lib/integrations/api-keys/scopes.ts";

/** What each scope lets a key do, as its checkbox says it. */
export const scopeWords: Record<Scope, { label: string; hint: string }> = {
  "contacts:read": {
    label: "Read contacts",
    hint: "Addresses, names, fields, tags and what each person gets.",
  },
  "contacts:write": {
    label: "Change contacts",
    hint: "Adds, imports, edits and erases them, with their tags and fields.",
  },
  "contacts:export": {
    label: "Export a contact’s data",
    hint: "Everything known of a person in one answer, with consents, messages and clicks. Give it to programs that answer requests for data.",
  },
  "newsletters:read": {
    label: "Read newsletters",
    hint: "Names, settings and how many people each reaches.",
  },
  "newsletters:write": {
    label: "Change newsletters",
    hint: "Creates and renames them, and adds and unsubscribes contacts. A newsletter that asks for confirmation still does.",
  },
  "consents:read": { label: "Read consents", hint: "Who agreed to what, when, and in which words." },
  "consents:write": { label: "Record consents", hint: "Adds what people agreed to outside Mailneo." },
  "suppressions:read": { label: "Read suppressions", hint: "Who gets no mail, since when and why." },
  "suppressions:write": {
    label: "Change suppressions",
    hint: "Suppresses addresses and lifts bounces. An opt-out or a complaint is lifted by nobody.",
  },
  "campaigns:read": {
    label: "Read campaigns",
    hint: "Subjects, texts, states and what became of each message.",
  },
  "campaigns:write": { label: "Write campaigns", hint: "Creates drafts. A person reviews and sends them." },
  "campaigns:send": {
    label: "Send campaigns",
    hint: "Sends drafts that pass the check, with nobody looking at them first.",
  },
  "webhooks:read": { label: "Read webhooks", hint: "Their addresses, events and log of deliveries." },
  "webhooks:write": {
    label: "Change webhooks",
    hint: "Creates, changes and deletes them. They pass on who your contacts are.",
  },
  "audit:read": { label: "Read the audit log", hint: "What was done in the workspace, and by whom." },
};

export const lifetimeWords = {
  "30": "30 days",
  "90": "90 days",
  "365": "One year",
  never: "No end",
} as const;

export const overlapWords = {
  "0": "No time: the old key stops now",
  "1": "One hour",
  "24": "One day",
  "168": "One week",
} as const;

export const stateWords = {
  working: null,
  unused: { tone: "warn", words: "Never used" },
  stale: { tone: "warn", words: "Not used for 90 days" },
  ending: { tone: "neutral", words: "Replaced" },
  over: { tone: "neutral", words: "Over" },
  revoked: { tone: "neutral", words: "Revoked" },
} as const;
