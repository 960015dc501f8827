import { type EventWords, the } from "#lib/core/audit/words.ts";

/** Audit words of newsletters. */
export const newsletterWords = {
  "newsletter.create": {
    group: "campaigns",
    to: "create a newsletter",
    target: "newsletter",
    did: (facts) => `created ${the("newsletter", facts)}`,
    shows: { name: "Name" },
  },
  "newsletter.update": {
    group: "campaigns",
    to: "change a newsletter",
    target: "newsletter",
    did: (facts) => `changed ${the("newsletter", facts)}`,
  },
  "newsletter.set_signup": {
    group: "campaigns",
    to: "change how people subscribe",
    target: "newsletter",
    did: (facts) => `changed how people subscribe to ${the("newsletter", facts)}`,
  },
  "newsletter.set_sender": {
    group: "campaigns",
    to: "change a newsletter’s sender",
    target: "newsletter",
    did: (facts) => `changed the sender or color of ${the("newsletter", facts)}`,
  },
  "newsletter.set_confirmation": {
    group: "campaigns",
    to: "change a confirmation mail",
    target: "newsletter",
    did: (facts) => `changed the confirmation mail of ${the("newsletter", facts)}`,
  },
  "newsletter.archive": {
    group: "campaigns",
    to: "archive a newsletter",
    target: "newsletter",
    did: (facts) => `archived ${the("newsletter", facts)}`,
    shows: { name: "Name" },
  },
  "newsletter.restore": {
    group: "campaigns",
    to: "restore a newsletter",
    target: "newsletter",
    did: (facts) => `restored ${the("newsletter", facts)}`,
    shows: { name: "Name" },
  },
} satisfies Record<string, EventWords>;
