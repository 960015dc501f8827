import { formatNumber } from "#components/ui/format.ts";
import { skipReasons } from "#lib/audience/suppressions/reasons.ts";
import type { Audience } from "#lib/sending/campaigns/facts.ts";
import type { DeliveryState } from "#lib/sending/campaigns/get.ts";

export const deliveryStates: Record<
  DeliveryState,
  { name: string; tone: "neutral" | "ok" | "warn" | "danger" }
> = {
  sent: { name: "Sent", tone: "ok" },
  skipped: { name: "Skipped", tone: "neutral" },
  failed: { name: "Failed", tone: "danger" },
  unknown: { name: "Unknown", tone: "warn" },
  held: { name: "Held", tone: "warn" },
  queued: { name: "Waiting", tone: "neutral" },
  sending: { name: "Being sent", tone: "neutral" },
};

export const isDeliveryState = (value: string | undefined): value is DeliveryState =>
  value !== undefined && Object.hasOwn(deliveryStates, value);

const failed: Record<string, string> = {
  bounced: "The address does not exist or no longer takes mail. It is suppressed from now on.",
  unknown_user: "Their server does not know this address.",
  bad_domain: "The address's domain takes no mail.",
  bad_address: "Their server says the address is not valid.",
  moved: "The person has moved to another address.",
  disabled: "The mailbox is switched off.",
  full: "The mailbox is full.",
  too_big: "The message is larger than their server takes.",
  authentication: "Their server wants the From domain authenticated: DKIM, SPF and DMARC.",
  relay_denied: "Your server does not pass on mail for this account.",
  blocked: "Their server blocks your sending server because of its reputation.",
  content: "Their server took the message for spam.",
  rate: "Their server takes only so many messages, and never found time for this one.",
  temporary: "Their server had trouble each time it was tried.",
  gave_up: "Tried again and again for a day; their server never took it.",
};

const unknown: Record<string, string> = {
  no_answer:
    "The whole message was handed over, then the connection broke. It may have arrived, so it is not sent again.",
  not_written: "It was handed over, but its outcome could not be written down. It is not sent again.",
  worker_lost: "Mailneo stopped in the middle of it. It may have arrived, so it is not sent again.",
};

/** Why a delivery is where it is, in a sentence. */
export function reasonWords(state: DeliveryState, reason: string | null): string {
  if (state === "skipped" && reason && Object.hasOwn(skipReasons, reason))
    return skipReasons[reason as keyof typeof skipReasons];
  if (state === "failed") return failed[reason ?? ""] ?? "The server refused it.";
  if (state === "unknown") return unknown[reason ?? ""] ?? "It may or may not have arrived.";
  if (state === "held")
    return "The server refused it. Nothing is decided yet, so the address is not suppressed.";
  return "";
}

const shortReasons: Record<string, string> = {
  complained: "complained",
  unsubscribed: "unsubscribed",
  bounced: "bounced",
  manual: "suppressed by you",
  unconfirmed: "not confirmed",
  paused: "paused",
  frequency: "asked for fewer messages",
  no_consent: "without consent on record",
  consent_expired: "with expired consent",
  consent_country: "whose country is not known, without express consent",
  consent_eu: "without the consent that ePrivacy asks for",
  consent_no_proof: "without proof of consent, in Europe",
  consent_casl: "without the consent Canada asks for",
  consent_withdrawn: "who withdrew consent",
  restricted: "whose data is restricted",
  contact_deleted: "deleted",
};

/** The same in two words, for a list of counts. */
export const shortReason = (reason: string) => shortReasons[reason] ?? reason.replaceAll("_", " ");

/** Returns how many people of an audience are left out. */
export const leftOutOf = (skipped: Audience["skipped"]) =>
  Object.values(skipped).reduce((sum, count) => sum + count, 0);

/** Returns why people are left out with how many, the most first: each person stands in one of them. */
export const reasonsOf = (skipped: Audience["skipped"]) =>
  Object.entries(skipped)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);

/** "The Harbour Letter, narrowed to the segment “In Italy”". */
export const toWords = ({
  newsletterName,
  segment,
}: {
  newsletterName: string | null;
  segment: { name: string } | null;
}) =>
  `${newsletterName}${segment ? `, narrowed to ${segment.name ? `the segment “${segment.name}”` : "a deleted segment"}` : ""}`;

/** "385 people get it": the first words wherever a campaign says whom it reaches. */
export const reachedWords = (eligible: number) =>
  `${formatNumber(eligible)} ${eligible === 1 ? "person gets" : "people get"} it`;

/** "385 people get it · 14 unsubscribed · 1 paused": each fact once, in the words of the report. */
export const audienceWords = ({ eligible, skipped }: Audience): string =>
  [
    reachedWords(eligible),
    ...reasonsOf(skipped).map(([reason, count]) => `${formatNumber(count)} ${shortReason(reason)}`),
  ].join(" · ");
