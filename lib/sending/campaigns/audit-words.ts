import { counted, type EventWords, the } from "#lib/core/audit/words.ts";

/** Campaigns from the first draft to the last message. */
export const campaignWords = {
  "campaign.create": {
    group: "campaigns",
    to: "write a campaign",
    target: "campaign",
    did: (facts) => `began ${the("campaign", facts)}`,
    shows: { name: "Name" },
  },
  "campaign.set_welcome": {
    group: "campaigns",
    to: "change a welcome mail",
    target: "newsletter",
    did: (facts) =>
      `changed the welcome mail of ${the("newsletter", facts)}, which is ${facts.detail.on ? "on" : "off"}`,
  },
  "campaign.update": {
    group: "campaigns",
    to: "change a campaign",
    target: "campaign",
    did: (facts) => `changed ${the("campaign", facts)}`,
    shows: {
      bodyRewritten: "Message rewritten",
      linksAdded: "Links now lead to",
      linksRemoved: "Links no longer lead to",
    },
  },
  "campaign.duplicate": {
    group: "campaigns",
    to: "duplicate a campaign",
    target: "campaign",
    did: (facts) => `made ${the("campaign", facts)} from another one`,
    shows: { of: "Copy of" },
  },
  "campaign.delete": {
    group: "campaigns",
    to: "delete a draft",
    target: "campaign",
    did: (facts) => `deleted the draft of ${the("campaign", facts)}`,
    shows: { name: "Name" },
  },
  "campaign.send": {
    group: "campaigns",
    to: "send a campaign",
    target: "campaign",
    // Entries from before a rehearsal had a name of its own say it by their detail.
    did: (facts) =>
      facts.detail.test
        ? `tried ${the("campaign", facts)} with a test key, which sends nothing`
        : `sent ${the("campaign", facts)} to ${counted(facts.detail.queued, "person", "people")}`,
    shows: {
      test: "With a test key",
      segment: "Narrowed to the segment",
      queued: "Messages queued",
      skipped: "People left out",
      stops: "Stopped by",
      unsigned: "Without a signature",
    },
  },
  "campaign.rehearse": {
    group: "campaigns",
    to: "rehearse a campaign",
    target: "campaign",
    did: (facts) =>
      `rehearsed ${the("campaign", facts)} for ${counted(facts.detail.queued, "person", "people")}, and sent nothing`,
    shows: {
      segment: "Narrowed to the segment",
      queued: "Messages it would queue",
      skipped: "People it would leave out",
      stops: "Stopped by",
    },
  },
  "campaign.schedule": {
    group: "campaigns",
    to: "schedule a campaign",
    target: "campaign",
    did: (facts) => `scheduled ${the("campaign", facts)}`,
    shows: {
      segment: "Narrowed to the segment",
      at: "For",
      zone: "Chosen in",
      stops: "Stopped by",
      unsigned: "Without a signature",
    },
  },
  "campaign.unschedule": {
    group: "campaigns",
    to: "unschedule a campaign",
    target: "campaign",
    did: (facts) => `unscheduled ${the("campaign", facts)}`,
    shows: { at: "Was scheduled for" },
  },
  "campaign.start": {
    group: "campaigns",
    to: "start a scheduled campaign",
    target: "campaign",
    did: (facts) =>
      facts.detail.outcome === "held"
        ? `held ${the("campaign", facts)}, because a check failed when its time came`
        : facts.detail.outcome === "left"
          ? `left ${the("campaign", facts)} alone, because it is no longer scheduled for now`
          : `sent ${the("campaign", facts)} to ${counted(facts.detail.queued, "person", "people")}, as scheduled`,
    shows: {
      segment: "Narrowed to the segment",
      queued: "Messages queued",
      skipped: "People left out",
      reason: "Why",
      stops: "Stopped by",
      unsigned: "Without a signature",
    },
  },
  "campaign.send_test": {
    group: "campaigns",
    to: "send a test",
    target: "campaign",
    did: (facts) =>
      Number(facts.detail.others ?? 0) > 0
        ? `sent a test of ${the("campaign", facts)} to ${counted(facts.detail.copies, "address", "addresses")}`
        : `sent a test of ${the("campaign", facts)} to their own address`,
    shows: { copies: "Copies", others: "To other addresses" },
  },
  "campaign.pause": {
    group: "campaigns",
    to: "pause a campaign",
    target: "campaign",
    did: (facts) => `paused ${the("campaign", facts)}`,
  },
  "campaign.resume": {
    group: "campaigns",
    to: "resume a campaign",
    target: "campaign",
    did: (facts) => `resumed ${the("campaign", facts)}`,
  },
  "campaign.halt": {
    group: "campaigns",
    to: "halt a campaign",
    target: "campaign",
    did: (facts) => `paused ${the("campaign", facts)}, because it could not go on`,
    shows: { reason: "Why", refused: "Recipients held", said: "The server said" },
  },
  "campaign.finish": {
    group: "campaigns",
    to: "finish a campaign",
    target: "campaign",
    did: (facts) =>
      facts.detail.finished === false
        ? `looked whether ${the("campaign", facts)} is done: messages still wait`
        : `finished ${the("campaign", facts)}`,
  },
} satisfies Record<string, EventWords>;
