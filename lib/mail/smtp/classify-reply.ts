export type ReplyClass =
  /** The address is dead and must be suppressed. */
  | "hard"
  /** Not now, or not this message; the address may be fine. */
  | "soft"
  /**
   * The server refuses the sender (authentication, reputation, content, relaying). Never suppress; look at
   * the sending.
   */
  | "policy";

export type ReplyReason =
  | "unknown-user"
  | "bad-domain"
  | "bad-address"
  | "moved"
  | "disabled"
  | "full"
  | "too-big"
  | "authentication"
  | "relay-denied"
  | "blocked"
  | "content"
  | "rate"
  | "temporary"
  | "other";

export type ClassifiedReply = { class: ReplyClass; reason: ReplyReason; enhanced: string | null };

/**
 * Classifies an SMTP reply that was given during the session. The enhanced code decides (RFC 3463, RFC 5248);
 * words decide where providers use a code loosely. When the two disagree and one says "policy", it is policy,
 * because a living subscriber must not be suppressed.
 * A 5xx alone does not mean a dead address, because most are policy.
 */
export function classifyReply(reply: string): ClassifiedReply {
  const enhanced = enhancedCode(reply);
  const answer = (kind: ReplyClass, reason: ReplyReason) => ({ class: kind, reason, enhanced });
  const permanent = /^5/.test(reply.trim()) && !/^503/.test(reply.trim());
  const spoken = reply
    .replace(/^\d{3}[ -]?/gm, " ")
    .replace(/\b[245]\.\d{1,3}\.\d{1,3}\b/g, " ")
    .replace(/\s+/g, " ")
    .toLowerCase();
  const spokenOf = phrases.filter(([pattern]) => pattern.test(spoken));
  const phrase = spokenOf[0];

  if (!permanent) {
    return answer("soft", spokenOf.find(([, , reason]) => softReasons.has(reason))?.[2] ?? "temporary");
  }
  if (enhanced?.startsWith("5.7.")) return answer("policy", policyReason(enhanced, phrase?.[2]));
  if (phrase?.[1] === "policy") return answer("policy", phrase[2]);

  const byCode = enhanced ? codes[enhanced] : undefined;
  // x.1.0, x.2.0 and x.5.0 say almost nothing, and some servers put 5.1.1 on "mailbox full".
  if (byCode && !(byCode[0] === "hard" && phrase?.[1] === "soft")) return answer(...byCode);
  if (enhanced && /^5\.[346]\./.test(enhanced)) return answer("soft", phrase?.[2] ?? "other");
  if (phrase) return answer(phrase[1], phrase[2]);
  return answer("soft", "other");
}

/**
 * Returns the enhanced status code of a reply, such as `5.1.1`, wherever it stands in the first 120
 * characters (RFC 2034). Returns null when there is none.
 */
export function enhancedCode(reply: string): string | null {
  return (
    /^\s*\d{3}[ -]#?([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ??
    /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(reply.slice(0, 120))?.[1] ??
    null
  );
}

const codes: Record<string, [ReplyClass, ReplyReason]> = {
  "5.1.1": ["hard", "unknown-user"],
  "5.1.2": ["hard", "bad-domain"],
  "5.1.3": ["hard", "bad-address"],
  "5.1.6": ["hard", "moved"],
  "5.1.10": ["hard", "bad-domain"],
  "5.2.1": ["hard", "disabled"],
  "5.1.7": ["policy", "other"],
  "5.1.8": ["policy", "other"],
  "5.2.2": ["soft", "full"],
  "5.2.3": ["soft", "too-big"],
  "5.3.4": ["soft", "too-big"],
};

const softReasons = new Set<ReplyReason>(["full", "too-big", "rate"]);

// Order matters, because refusals of the sender are looked for first. Written from what providers document,
// not from samples.
const phrases: [RegExp, ReplyClass, ReplyReason][] = [
  [
    /\b(?:dmarc|dkim|spf)\b|sender policy framework|required authentication level|unauthenticated (?:email|mail)|reverse dns|\bptr\b|authentication (?:checks?|failed)/,
    "policy",
    "authentication",
  ],
  [
    /relay(?:ing)? (?:is )?(?:not|denied|access denied|prohibited)|relay access denied|unable to relay|not (?:allowed|permitted) to relay|authentication (?:is )?required|must (?:be authenticated|authenticate|issue a starttls)/,
    "policy",
    "relay-denied",
  ],
  [
    /spamhaus|spamcop|barracuda|proofpoint|\b(?:rbl|dnsbl|sbl|xbl|pbl|uribl|surbl)\b|black ?-?list|block ?-?list|\bblocked\b|banned|poor reputation|low reputation|\breputation\b|access denied|client host|not accepted from|sender (?:address )?(?:rejected|denied)|denied by policy|policy (?:violation|rejection|reasons?)|administrative(?:ly)? prohibit/,
    "policy",
    "blocked",
  ],
  [
    /\bspam\b|\bjunk\b|unsolicited|\bvirus\b|malware|phish|content (?:rejected|blocked|filter)|message (?:content|rejected due)|\bbulk mail\b/,
    "policy",
    "content",
  ],
  [
    /rate[ -]?limit|too many|throttl|exceeded (?:the )?(?:rate|sending|messaging)|try again later|grey-?list|unusual rate/,
    "soft",
    "rate",
  ],
  [
    /(?:mailbox|inbox|account|user|recipient|quota)\b[^.]{0,30}\b(?:full|over ?quota|exceeded|out of storage)|over ?quota|quota exceeded|insufficient (?:system )?storage|out of storage/,
    "soft",
    "full",
  ],
  [
    /message (?:size|is too (?:big|large)|too (?:big|large))|size (?:limit|exceeds)|exceeds (?:the )?(?:maximum|size)/,
    "soft",
    "too-big",
  ],
  [
    /(?:mailbox|account|user|address|recipient|e-?mail)\b[^.]{0,40}\b(?:disabled|inactive|deactivated|suspended|closed|no longer (?:active|available|valid|in use)|not active|expired)|account that you tried to reach is (?:disabled|over)/,
    "hard",
    "disabled",
  ],
  [
    /(?:no such|unknown|invalid|non-?existent|unrouteable|undeliverable)\b[^.]{0,20}\b(?:user|recipient|mailbox|address|local part|person|account)|(?:user|recipient|mailbox|address|account|addressee)\b[^.]{0,60}\b(?:unknown|not (?:found|exist|known|listed|valid)|does ?n[o']t exist|does not exist|doesn't have|invalid|no longer here|unavailable: unknown)|not (?:a |our )(?:known |valid )?(?:user|customer|mailbox|recipient)|no mailbox (?:here )?by that name|there is no one (?:here )?by that name|user not local/,
    "hard",
    "unknown-user",
  ],
  [
    /(?:domain|host|mail exchanger)\b[^.]{0,30}\b(?:not found|does not exist|unknown|invalid)|no such domain|null mx|does not accept mail/,
    "hard",
    "bad-domain",
  ],
];

function policyReason(enhanced: string, spoken: ReplyReason | undefined): ReplyReason {
  // 5.7.20-5.7.27 (RFC 7372, 7489, 8601 and Gmail), 5.7.509 and 5.7.515 (Microsoft) name failed authentication.
  if (/^5\.7\.(?:2[0-7]|509|515|750)$/.test(enhanced)) return "authentication";
  const known: ReplyReason[] = ["authentication", "relay-denied", "blocked", "content", "rate"];
  return spoken && known.includes(spoken) ? spoken : "blocked";
}
