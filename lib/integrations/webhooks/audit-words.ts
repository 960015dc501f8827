import type { EventWords, Facts } from "#lib/core/audit/words.ts";

const at = ({ detail }: Facts) => (detail.host ? `a webhook at ${detail.host}` : "a webhook");
const stopped = {
  gone: "Its address is gone",
  failing: "It failed for five days",
  disowned: "Its address comes from a sign-in that was reported",
  withdrawn: "Who made it or set its address may keep no webhooks any more",
  key_revoked: "The API key that made it or set its address was revoked",
};
const shows = { host: "Host", events: "Events" };

/** Audit words of outgoing webhooks. */
export const webhookWords = {
  "webhook.create": {
    group: "api-keys",
    to: "create a webhook",
    target: "webhook",
    did: (facts) => `created ${at(facts)}`,
    shows,
  },
  "webhook.update": {
    group: "api-keys",
    to: "change a webhook",
    target: "webhook",
    did: (facts) => `changed ${at(facts)}`,
    shows: {
      ...shows,
      former: "Former host",
      path: "Another address on this host",
      dropped: "Waiting deliveries that ended",
    },
  },
  "webhook.rotate_secret": {
    group: "api-keys",
    to: "rotate a webhook’s secret",
    target: "webhook",
    did: (facts) => `rotated the secret of ${at(facts)}`,
    shows,
  },
  "webhook.pause": {
    group: "api-keys",
    to: "pause a webhook",
    target: "webhook",
    did: (facts) => `paused ${at(facts)}`,
    shows,
  },
  "webhook.resume": {
    group: "api-keys",
    to: "resume a webhook",
    target: "webhook",
    did: (facts) => `resumed ${at(facts)}`,
    shows: { ...shows, reason: { label: "Had stopped because", words: stopped } },
  },
  "webhook.stop": {
    group: "api-keys",
    to: "stop a webhook",
    target: "webhook",
    did: (facts) => `stopped ${at(facts)}`,
    shows: {
      ...shows,
      reason: { label: "Why", words: stopped },
    },
  },
  "webhook.send_test": {
    group: "api-keys",
    to: "send a test to a webhook",
    target: "webhook",
    did: (facts) => `sent a test to ${at(facts)}`,
    shows,
  },
  "webhook.delete": {
    group: "api-keys",
    to: "delete a webhook",
    target: "webhook",
    did: (facts) => `deleted ${at(facts)}`,
    shows,
  },
} satisfies Record<string, EventWords>;
