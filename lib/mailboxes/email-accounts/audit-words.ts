import { type EventWords, the } from "#lib/core/audit/words.ts";

/** Audit words of mail accounts. */
export const emailAccountWords = {
  "email_account.connect": {
    group: "mail",
    to: "connect a mail account",
    target: "emailAccount",
    did: (facts) =>
      `${facts.detail.again ? "gave new settings to" : "connected"} ${the("mail account", facts)}`,
    shows: { label: "Name", fromAddress: "From", host: "Server", port: "Port", said: "The server said" },
  },
  "email_account.disconnect": {
    group: "mail",
    to: "disconnect a mail account",
    target: "emailAccount",
    did: (facts) => `disconnected ${the("mail account", facts)} and destroyed any password kept for it`,
    shows: { label: "Name", pausedCampaigns: "Campaigns paused" },
  },
  "email_account.wait": {
    group: "mail",
    to: "wait for a sending limit to end",
    target: "emailAccount",
    did: (facts) => `stopped sending through ${the("mail account", facts)} until its limit ends`,
    shows: { reason: "Why", until: "Until" },
  },
  "email_account.note_who_connected": {
    group: "mail",
    to: "note who connected the mail accounts",
    did: "noted who connected the mail accounts, at an update",
  },
} satisfies Record<string, EventWords>;
