/** What a person chose on the unsubscribe page, as a report and a contact's page say it. */
export const leavingWords = {
  too_often: "Too many messages",
  not_relevant: "Not what they expected, or no longer interesting",
  never_signed_up: "Says they never signed up",
  other: "Another reason",
} as const;
