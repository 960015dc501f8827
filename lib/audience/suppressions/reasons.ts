/** Reasons a delivery was not sent, as stored in deliveries.reason, in the words of a report. */
export const skipReasons = {
  complained: "They reported a message as spam.",
  unsubscribed: "They unsubscribed.",
  bounced: "The address does not exist or no longer takes mail.",
  manual: "A member of your workspace suppressed them.",
  unconfirmed: "They have not confirmed their subscription.",
  paused: "They paused all mail themselves, until a day they chose.",
  frequency: "They chose to get fewer messages, and already had theirs.",
  no_consent: "There is no record of their consent.",
  consent_expired: "Their implied consent has expired.",
  consent_casl: "They are in Canada and have not given the consent this workspace asks of people there.",
  consent_eu:
    "They are in the EU, the EEA, the UK or Switzerland, or may be, and have given no consent. A purchase, an inquiry or an interest alone is no ground there.",
  consent_no_proof:
    "They are in the EU, the EEA, the UK or Switzerland, or may be, and nothing on record says how they agreed.",
  consent_country:
    "Their country is not known or was not understood, so the strictest law applies, and they have not given express consent.",
  consent_withdrawn: "They withdrew their consent.",
  restricted: "Their data is restricted at their request, so that it may only be stored (GDPR Art. 18).",
  contact_deleted: "The contact was deleted.",
} as const;

export type SkipReason = keyof typeof skipReasons;
