import type { Tone } from "#components/ui/badge.tsx";
import type { SkipReason } from "#lib/audience/suppressions/reasons.ts";

type Words = { words: string; tone: Tone };

/** Whether mail goes to a contact, in a word or two: what a message would meet if it were sent now. */
export const mailWords: Record<"gets" | "none" | SkipReason, Words> = {
  gets: { words: "Gets mail", tone: "ok" },
  none: { words: "On no newsletter", tone: "neutral" },
  unsubscribed: { words: "Unsubscribed", tone: "neutral" },
  consent_withdrawn: { words: "Consent withdrawn", tone: "neutral" },
  unconfirmed: { words: "Not confirmed yet", tone: "warn" },
  paused: { words: "Paused by themselves", tone: "neutral" },
  frequency: { words: "Had their message", tone: "neutral" },
  complained: { words: "Reported spam", tone: "danger" },
  bounced: { words: "Bounced", tone: "danger" },
  manual: { words: "Suppressed by you", tone: "neutral" },
  no_consent: { words: "No consent on record", tone: "warn" },
  consent_expired: { words: "Consent expired", tone: "warn" },
  consent_country: { words: "Country not known, no express consent", tone: "warn" },
  consent_eu: { words: "No ground under ePrivacy", tone: "warn" },
  consent_no_proof: { words: "No proof of consent", tone: "warn" },
  consent_casl: { words: "No consent by Canada’s law", tone: "warn" },
  restricted: { words: "Restricted", tone: "warn" },
  contact_deleted: { words: "Deleted", tone: "neutral" },
};

/** Where a contact, a consent or a suppression came from. Completes "Recorded from …". */
export const sourceWords: Record<string, string> = {
  import: "an imported file",
  manual: "an entry by hand",
  form: "a sign-up form",
  api: "the API",
  demo: "the sample workspace",
  one_click: "the unsubscribe button of their mail program",
  unsubscribe_page: "the unsubscribe page",
  complaint: "a spam report",
  smtp_reply: "the answer of their mail server",
};

export { countryName } from "#lib/audience/contacts/country-name.ts";

export const fullName = (person: { firstName: string | null; lastName: string | null }) =>
  [person.firstName, person.lastName].filter(Boolean).join(" ");
