import type { ReplyClass, ReplyReason } from "./reply-reason.ts";

export type Phrase = [RegExp, ReplyClass, ReplyReason];

const sends = "(?:send(?:ing|s|er)?|sent|submi(?:t|ssion)s?|out(?:going|bound)|relay(?:ed|ing)?|smtp)";
const things = "(?:messages?|e-?mails?|mails?|recipients?|posts?|letters)";
const windows =
  "(?:daily|hourly|monthly|today|tomorrow|24[ -]?h(?:ou)?rs?|per[ -](?:minute|hour|day|month)|(?:hour|day|month)s?)";
const bounds =
  "(?:limit(?:ed|s|ation)?|quotas?|allowances?|credits?|max(?:imum)?|exceed(?:ed|s)?|threshold|too many|only \\d+)";
const near = "[^.;]{0,70}";

/**
 * Matches words about how much this account may send. Only asked once size and the recipient's own mailbox are
 * ruled out, because "limit exceeded" is said of those too.
 */
export const aboutOurSending = new RegExp(
  [
    "submissionquota|throttling failure|connection frequency|frequency limited|unusual sending|rate[- ]limited|sending frequen|too (?:much|many) (?:e-?)?mails?\\b(?! (?:loop|hop))",
    `\\b${sends}\\b${near}\\b${bounds}\\b`,
    `\\b${bounds}\\b${near}\\b${sends}\\b`,
    `\\b${bounds}\\b${near}\\b${windows}\\b`,
    `\\b${windows}\\b${near}\\b${bounds}\\b`,
    `\\b${bounds}\\b${near}\\b(?:number of |many |amount of )${things}`,
    `\\b${things} (?:rate |sending )?(?:limit|quota)`,
    `\\b(?:your|plan(?:'s)?|customer(?:'s)?)\\b[^.;]{0,40}\\b(?:rate limit|quota|credits|plan limit)`,
    "maximum credits|rate limit (?:exceeded|reached)|rate exceeded|ratelimit|over (?:your |its |the )?(?:rate|sending) (?:limit|quota)|exceed(?:ed|s)? (?:your |the |its )?(?:rate|limit)",
  ].join("|"),
);

/** Matches limits over seconds, which slowing down cures. */
export const aboutPace =
  /\brate[ -]?limit|per second|\/s(?:ec)?\b|connections?\b|concurren|sessions?\b|sending rate|submission rate|message rate|too fast|slow(?:er)? down|try again slower/;

/** Matches how much the recipient may receive, or how much their mailbox holds. */
export const aboutReceiving =
  /receiving (?:e-?mail|messages?|mail)\b|receive limit|recipient'?s? (?:per hour|hourly|daily|message)|you are trying to (?:contact|reach)|mailbox|mail ?box|inbox|storage|disk|over ?quota|user is over/;

export const aboutSize =
  /(?:message|mail|e-?mail|content|attachment|file|data|header)s?\b[^.;]{0,40}\b(?:too (?:big|large|long)|size|length)|size (?:limit|exceed|of)|exceed[^.;]{0,40}\bsize|larger than|maximum (?:message )?size|message length exceeds|message (?:is )?too (?:big|large|long)|too large/;

/** Matches refusals of the address in MAIL FROM, or of this account's right to use it. */
export const aboutSender = new RegExp(
  [
    "sender[- ](?:address[- ]|domain[- ]|e-?mail[- ]|host[- ])?(?:verif|callout|check)|verif(?:y|ying|ication)[^.;]{0,20}\\bsender",
    "\\bcall(?:out|back)\\b(?![^.;]{0,40}recipient)",
    "(?:sender|from|return[- ]path|envelope from|mailfrom|mail from)(?:'s)?[ -](?:address|domain|e-?mail(?: address)?|identity|name)?[^.;]{0,50}\\b(?:unknown|unrouteable|unroutable|not (?:found|exist|known|valid|verified|allowed|permitted|authori[sz]ed|registered|owned|resolv\\w*|accepted)|does ?n[o']t (?:exist|resolve|match)|does not (?:exist|resolve|match|belong)|invalid|rejected|refused|denied|unverified|could not be verified|must (?:be|equal|match|resolve|exist))",
    "(?:unknown|unrouteable|unroutable|invalid|unverified|unauthori[sz]ed|bad|bogus|refused|reject(?:ed)?) (?:envelope |outbound |outgoing )?(?:sender|from|return[- ]path)\\b",
    "envelope (?:sender|from)|badmailfrom|not local sender|unconfigured sending domain|domain of sender|sender (?:is )?not\\b|sender (?:rejected|denied|refused|unknown|invalid|blocked)",
    "sendasdenied|send(?:ing)? as\\b[^.;]{0,40}(?:denied|sender|permission)|permissions? to send|right to send|(?:not|n't)(?: be)? (?:allowed|permitted|authori[sz]ed|able) to (?:send|use|relay as|submit|perform)|may only send|can only send|send (?:mail )?(?:from|as|on behalf)",
    "not owned by|sender identit|sender signature|identit(?:y|ies) (?:failed|not|is not|are not)|(?:address|domain|identity|sender|account)(?: \\S+)? (?:is |was |has )?(?:not (?:been )?(?:verified|confirmed|activated|yet activated)|unverified)",
    "outgoing mail suspension|(?:sending|outgoing|outbound|smtp|submission)(?: \\w+){0,4} (?:paused|suspended|disabled|deactivated|blocked|terminated)|(?:suspended|disabled|blocked|restricted|banned) from sending|bad outbound",
    "emetteur invalide|absender",
  ].join("|"),
);

/**
 * Lists what servers say, in the order it is looked for, because refusals of the sender come first. Written from
 * what providers document, not from samples.
 */
export const phrases: Phrase[] = [
  [
    /\b(?:dmarc|dkim|spf)\b|sender policy framework|required authentication level|unauthenticated (?:email|mail|senders?)|reverse dns|\bptr\b|authentication (?:checks?|failed)/,
    "policy",
    "authentication",
  ],
  [
    /relay(?:ing)? (?:is )?(?:not|denied|access denied|prohibited|disallowed)|relay access denied|not authenticated|anonymous mail|unable to relay|not (?:allowed|permitted) to relay|mail relay\b|authentication (?:is )?required|authrequired|must (?:be authenticated|authenticate|issue a starttls)/,
    "policy",
    "relay-denied",
  ],
  [
    /spamhaus|spamcop|barracuda|proofpoint|\b(?:rbl|dnsbl|sbl|xbl|pbl|uribl|surbl)\b|black ?-?list|block ?-?list|\bblocked\b|banned|poor reputation|low reputation|\breputation\b|access denied|client host|not accepted from|denied by policy|polic(?:y|ies) (?:violation|rejection|reasons?)|for policy|security polic|administrative(?:ly)? prohibit/,
    "policy",
    "blocked",
  ],
  [
    /\bspam\b|\bjunk\b|unsolicited|\bube\b|\bvirus\b|malware|phish|content (?:rejected|blocked|filter)|message (?:content|rejected due)|\bbulk mail\b/,
    "policy",
    "content",
  ],
  [
    /rate[ -]?limit|(?:submission|sending|message) rate|too many|throttl|exceeded (?:the )?(?:rate|sending|messaging)|try again later|grey-?list|unusual rate|receiving (?:mail|messages|email) (?:at a rate|too)|receive limit/,
    "soft",
    "rate",
  ],
  [
    /(?:mailbox|mail box|inbox)\b[^.]{0,30}\b(?:full|quota|exceeded|out of storage)|(?:account|user|recipient)\b[^.]{0,30}\b(?:full|over ?quota|out of storage|(?:storage|disk)[^.]{0,20} exceeded)|over ?quota|quota\b[^.]{0,20}\b(?:exceeded|full)|exceed(?:ed|s)?[^.]{0,30}\b(?:quota|storage|disk)|insufficient (?:system |disk )?storage|out of storage|(?:storage|disk) (?:allocation|quota|full)/,
    "soft",
    "full",
  ],
  [aboutSize, "soft", "too-big"],
  [
    /(?:mailbox|account|user|address|recipient|e-?mail)\b[^.]{0,40}\b(?:disabled|inactive|deactivated|suspended|closed|no longer (?:active|available|valid|in use|on)|not active|expired)|account that you tried to reach is (?:disabled|over)/,
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
