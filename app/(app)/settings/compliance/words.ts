/** Why an address is suppressed, in a word for lists. */
export const reasonNames = {
  unsubscribed: "Unsubscribed",
  bounced: "Bounced",
  complained: "Reported spam",
  manual: "Suppressed by you",
} as const;

export type Reason = keyof typeof reasonNames;

export const reasonMeanings: Record<Reason, string> = {
  unsubscribed: "They asked for no more mail.",
  bounced: "Their server says the address does not exist or no longer takes mail.",
  complained: "They reported a message as spam.",
  manual: "A member of your workspace added it.",
};

/** Which mail it stops: an opt-out is about newsletters, and the others about every message. */
export const reasonStops: Record<Reason, string> = {
  unsubscribed: "Newsletters. A confirmation mail still goes to them when they subscribe again themselves.",
  bounced: "All mail, also confirmation mails.",
  complained: "All mail, also confirmation mails.",
  manual: "All mail, also confirmation mails.",
};

/** How it came to be on the list. */
export const sourceNames = {
  one_click: "One click on the unsubscribe button of their mail program (RFC 8058)",
  unsubscribe_page: "Unsubscribe page, reached by the link in a message",
  smtp_reply: "Reply of their mail server while a message was handed over",
  manual: "Added by hand by a member of your team",
  import: "A file your team imported",
  demo: "Sample data",
} as const;

/** The same, short, for lists. */
export const shortSources: Record<keyof typeof sourceNames, string> = {
  one_click: "One-click button",
  unsubscribe_page: "Unsubscribe page",
  smtp_reply: "Reply of their server",
  manual: "Added by hand",
  import: "Imported file",
  demo: "Sample data",
};

export const isReason = (value: string | undefined): value is Reason =>
  value !== undefined && Object.hasOwn(reasonNames, value);
