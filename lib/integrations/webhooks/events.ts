/** What an address outside can be told of, in the order the form shows it. */
export const eventTypes = [
  "contact.subscribed",
  "contact.confirmed",
  "contact.unsubscribed",
  "contact.bounced",
  "contact.complained",
  "contact.erased",
  "campaign.finished",
  "api_key.created",
] as const;

export type EventType = (typeof eventTypes)[number];

/** A test is no event: it is sent on demand and goes to every address, whatever it listens to. */
export const testType = "webhook.test";
