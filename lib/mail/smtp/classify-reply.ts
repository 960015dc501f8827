import { cutText } from "#lib/core/cut-text.ts";
import {
  aboutOurSending,
  aboutPace,
  aboutReceiving,
  aboutSender,
  aboutSize,
  type Phrase,
  phrases,
} from "./reply-phrases.ts";
import type { ReplyClass, ReplyReason } from "./reply-reason.ts";

export type ClassifiedReply = { class: ReplyClass; reason: ReplyReason; enhanced: string | null };

/** What the reply answered, where it is known. The addresses tell whom the words concern. */
export type ReplyContext = { from?: string; to?: string; command?: string };

/**
 * Classifies an SMTP reply that was given during the session. The enhanced code decides (RFC 3463, RFC 5248);
 * words decide where providers use a code loosely. When the two disagree and one says "policy", it is policy,
 * because a living subscriber must not be suppressed.
 * A 5xx alone does not mean a dead address, because most are policy.
 */
export function classifyReply(reply: string, context: ReplyContext = {}): ClassifiedReply {
  const enhanced = enhancedCode(reply);
  const answer = (kind: ReplyClass, reason: ReplyReason) => ({ class: kind, reason, enhanced });
  const permanent = /^5/.test(reply.trim()) && !/^503/.test(reply.trim());
  const spoken = wordsOf(reply);
  const spokenOf = phrases.filter(([pattern]) => pattern.test(spoken));
  const phrase = spokenOf[0];

  if (limitsUs(spoken, { enhanced, permanent, context, spokenOf })) return answer("policy", "sending-limit");
  if (!permanent) {
    return answer("soft", spokenOf.find(([, , reason]) => softReasons.has(reason))?.[2] ?? "temporary");
  }
  if (recipientChooses.test(spoken)) return answer("policy", "blocked");
  if (isUnknownAtMicrosoft(enhanced, spoken)) return answer("hard", "unknown-user");
  if (concernsSender(reply, spoken, { enhanced, context, phrase })) return answer("policy", "sender");
  if (enhanced?.startsWith("5.7.")) return answer("policy", policyReason(enhanced, phrase?.[2]));
  if (phrase?.[1] === "policy") return answer("policy", phrase[2]);
  // Gmail says 5.2.1 of a mailbox that gets too much at once, and that one is alive.
  if (phrase?.[2] === "rate") return answer("soft", "rate");

  const byCode = enhanced ? codes[enhanced] : undefined;
  // x.1.0, x.2.0 and x.5.0 say almost nothing, and some servers put 5.1.1 on "mailbox full".
  if (byCode && !(byCode[0] === "hard" && phrase?.[1] === "soft")) return answer(...byCode);
  if (enhanced && /^5\.[346]\.[1-9]/.test(enhanced)) return answer("soft", phrase?.[2] ?? "other");
  if (phrase) return answer(phrase[1], phrase[2]);
  return answer("soft", "other");
}

/**
 * Returns the enhanced status code of a reply, such as `5.1.1`, wherever it stands in the first 120
 * characters (RFC 2034). Returns null when there is none.
 */
function enhancedCode(reply: string): string | null {
  return (
    /^\s*\d{3}[ -]#?([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ??
    /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(cutText(reply, 120))?.[1] ??
    null
  );
}

/** Returns the words of a reply in lower case, without codes and line starts. */
function wordsOf(reply: string): string {
  return cutText(reply, 4000)
    .replace(/^\d{3}[ -]?/gm, " ")
    .replace(/ \b[245]\d\d-(?=\S)/g, " ")
    .replace(/\b[245]\.\d{1,3}\.\d{1,3}\b/g, " ")
    .replace(/\s+/g, " ")
    .toLowerCase();
}

type Heard = {
  enhanced: string | null;
  permanent: boolean;
  context: ReplyContext;
  spokenOf: readonly Phrase[];
};

// Exchange: daily recipients (5.1.90), external recipients of the tenant (5.7.232, 5.7.233), a tenant over its
// threshold (5.7.705). Gmail: 5.4.5.
const limitCodes = new Set(["5.1.90", "5.7.232", "5.7.233", "5.7.705"]);

function limitsUs(spoken: string, { enhanced, permanent, context, spokenOf }: Heard): boolean {
  if (enhanced && limitCodes.has(enhanced)) return true;
  if (enhanced === "5.4.5" && /limit|quota|exceeded/.test(spoken)) return true;
  const atMail = context.command === "MAIL FROM";
  // 5.2.121 and 5.2.122 count what the recipient receives.
  if (enhanced && /^[45]\.2\.(?:2|121|122)$/.test(enhanced) && !atMail) return false;
  if (/maximum credits/.test(spoken)) return true;
  if (aboutSize.test(spoken) || spokenOf.some(([, , reason]) => reason === "authentication")) return false;
  // Many bad recipients or too many copies in one transaction are not what is counted here.
  if (/(?:invalid|unknown|bad|non-?existent) (?:recipients?|users?)|too many (?:hops|received)/.test(spoken))
    return false;
  const sending = /\b(?:send|sending|sent|submission|outgoing|outbound|relay)\b/.test(spoken);
  if (aboutReceiving.test(spoken) && !sending && !atMail) return false;
  const ours =
    aboutOurSending.test(withoutAddresses(spoken)) ||
    (atMail && /\b(?:limit|quota|exceed|too many|too much|rate|frequen)/.test(spoken));
  if (!ours) return false;
  // Slowing down cures a temporary limit over seconds, and the pace does that by itself.
  return permanent || hasWindow.test(spoken) || !aboutPace.test(spoken);
}

const hasWindow =
  /\bdaily\b|\bhourly\b|\bmonthly\b|\bhours?\b|\bdays?\b|\bmonths?\b|\b24h\b|quota|allowance|credits/;

function concernsSender(
  reply: string,
  spoken: string,
  { enhanced, context, phrase }: Pick<Heard, "enhanced" | "context"> & { phrase: Phrase | undefined },
): boolean {
  if (enhanced === "5.1.7" || enhanced === "5.1.8" || enhanced === "5.7.60") return true;
  if (phrase?.[2] === "authentication" || phrase?.[2] === "relay-denied" || namesList.test(spoken))
    return false;
  if (
    aboutSender.test(withoutAddresses(spoken)) ||
    /^\s*\d{3}[ -](?:#?\d\.\d+\.\d+ )?verification failed for </i.test(reply)
  )
    return !aboutRecipient.test(spoken);
  return namesSender(spoken, context) && phrase?.[1] !== "policy" && phrase?.[1] !== "soft";
}

// A mailbox or group that takes mail of its own people only. It refuses us, but nobody else's mail is concerned.
const recipientChooses =
  /resolver\.rst|\bnot (?:authenticated|authorized|allowed) for (?:group|mailbox)|distribution (?:list|group)|members?[ -]only|mailing list|sender not (?:pre-?approved|on (?:the )?(?:allow|white) ?list)/;

const namesList =
  /spamhaus|spamcop|\b(?:rbl|dnsbl|sbl|xbl|pbl|uribl|surbl)\b|black ?-?list|block ?-?list|reputation/;
const aboutRecipient = /recipient (?:address )?(?:rejected|verif|unknown|denied)|unknown recipient/;

// The points of an address would end a sentence.
const withoutAddresses = (spoken: string) => spoken.replace(/[^\s<>]{1,64}@[^\s<>]{1,255}/g, "address");

/** Returns true when the words name the sender's address and not the recipient's. */
function namesSender(spoken: string, { from, to }: ReplyContext): boolean {
  if (!from || from.toLowerCase() === to?.toLowerCase()) return false;
  return spoken.includes(from.toLowerCase()) && !(to && spoken.includes(to.toLowerCase()));
}

// Exchange Online refuses unknown recipients at its edge with 5.4.1 and a rule number, and Outlook.com with
// 5.5.0. Both codes alone say nothing.
function isUnknownAtMicrosoft(enhanced: string | null, spoken: string): boolean {
  if (enhanced === "5.4.1") {
    return /recipient address(?:es)? rejected ?: ?access denied|access denied\.? ?\[?as\(\d+\)/.test(spoken);
  }
  return enhanced === "5.5.0" && /mailbox unavailable/.test(spoken) && !namesList.test(spoken);
}

const codes: Record<string, [ReplyClass, ReplyReason]> = {
  "5.1.1": ["hard", "unknown-user"],
  "5.1.2": ["hard", "bad-domain"],
  "5.1.3": ["hard", "bad-address"],
  "5.1.6": ["hard", "moved"],
  "5.1.10": ["hard", "bad-domain"],
  "5.2.1": ["hard", "disabled"],
  "5.2.2": ["soft", "full"],
  "5.2.3": ["soft", "too-big"],
  "5.3.4": ["soft", "too-big"],
};

const softReasons = new Set<ReplyReason>(["full", "too-big", "rate"]);

function policyReason(enhanced: string, spoken: ReplyReason | undefined): ReplyReason {
  // 5.7.20-5.7.27 (RFC 7372, 7489, 8601 and Gmail), 5.7.509 and 5.7.515 (Microsoft) name failed authentication.
  if (/^5\.7\.(?:2[0-7]|509|515|750)$/.test(enhanced)) return "authentication";
  const known: ReplyReason[] = ["authentication", "relay-denied", "blocked", "content", "rate"];
  return spoken && known.includes(spoken) ? spoken : "blocked";
}
