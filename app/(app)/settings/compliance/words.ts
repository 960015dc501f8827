/** Why an address is suppressed, in a word for lists. */
export const reasonNames = {
  unsubscribed: "Unsubscribed",
  bounced: "Bounced",
  complained: "Complained",
  manual: "Added by hand",
} as const;

export type Reason = keyof typeof reasonNames;

export const reasonMeanings: Record<Reason, string> = {
  unsubscribed: "They asked for no more mail.",
  bounced: "Their server says the address does not exist or no longer takes mail.",
  complained: "They reported a message as spam.",
  manual: "Somebody of your workspace put them here.",
};

/** How it came to be on the list. */
export const sourceNames = {
  one_click: "Unsubscribe button of their mail program",
  unsubscribe_page: "Unsubscribe page",
  smtp_reply: "Reply of their mail server",
  manual: "Entered by your team",
  import: "Import",
  demo: "Sample data",
} as const;

/** The same, short, for lists. */
export const shortSources: Record<keyof typeof sourceNames, string> = {
  one_click: "Mail program",
  unsubscribe_page: "Unsubscribe page",
  smtp_reply: "Server's reply",
  manual: "Your team",
  import: "Import",
  demo: "Sample data",
};

export const isReason = (value: string | undefined): value is Reason =>
  value !== undefined && Object.hasOwn(reasonNames, value);
