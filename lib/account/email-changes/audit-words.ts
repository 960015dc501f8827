import type { EventWords } from "#lib/core/audit/words.ts";

const sessionsEnded = { sessionsEnded: "Sessions ended" };

/** The account’s address. */
export const emailChangeWords = {
  "email_change.request": {
    group: "account",
    to: "ask for another address",
    target: "user",
    did: "asked to move the account to another address",
    shows: { needsApproval: "Needs a yes from the old address" },
  },
  "email_change.confirm": {
    group: "account",
    to: "confirm a new address",
    proves: true,
    target: "user",
    did: moved("confirmed the new address"),
    renamed: "Email address",
    shows: sessionsEnded,
  },
  "email_change.approve": {
    group: "account",
    to: "agree to a new address",
    proves: true,
    target: "user",
    did: moved("agreed to the move from the old address"),
    renamed: "Email address",
    shows: sessionsEnded,
  },
  "email_change.cancel": {
    group: "account",
    to: "call off a change of address",
    proves: true,
    target: "user",
    did: ({ detail }) =>
      detail.restored
        ? "took the old address back: the password and every session ended"
        : "called off the change of address by the link at the old one",
    shows: {
      ...sessionsEnded,
      twoFactorTurnedOff: "Two-factor authentication turned off",
      campaignsPaused: "Campaigns paused",
      workEnded: "Campaigns, imports, bulk actions and invitations ended",
    },
  },
  "email_change.withdraw": {
    group: "account",
    to: "withdraw a change of address",
    target: "user",
    did: "withdrew the change of their address",
  },
} satisfies Record<string, EventWords>;

function moved(step: string): EventWords["did"] {
  return ({ detail }) => (detail.changed ? `${step}: the account’s address changed` : step);
}
