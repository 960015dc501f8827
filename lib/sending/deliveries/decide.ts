import { classifyReply } from "#lib/mail/smtp/classify-reply.ts";
import { type SendingLimit, sendingLimit } from "#lib/mail/smtp/sending-limit.ts";
import type { DoorOutcome } from "#lib/sending/gate/door.ts";

export type Decision = {
  state: "queued" | "sent" | "failed" | "unknown";
  /** What it failed with, or would fail with once its refusal is believed. */
  reason: string | null;
  /** The server's own words, as evidence for the report. */
  reply: string | null;
  /** Seconds until the next try, when queued. */
  waitSeconds: number;
  /** False when the try does not count against the message, because it was withheld or the account failed. */
  counts: boolean;
  /**
   * Names what the outcome says beyond this message.
   * `slow`: every message should wait. `limit`: the account has sent what it may for now. `account`: no other
   * message would get through. `too-big`: no copy of this message would. `lost`: the connection broke; once is
   * chance, three times is the server. `refused`: refused for good, and held until it is clear whose fault it is.
   */
  about: "nothing" | "slow" | "limit" | "account" | "too-big" | "lost" | "refused";
  limit?: SendingLimit;
};

// The minutes between tries fill almost a day.
const backoffMinutes = [1, 5, 15, 60, 120, 240, 480, 480];

/** Returns the seconds before try number `tries + 1`, or null when it is time to give up. */
export function backoffSeconds(tries: number): number | null {
  const minutes = backoffMinutes[tries - 1];
  return minutes === undefined ? null : minutes * 60;
}

/**
 * Returns the next state of a delivery, and what its outcome says about the others. `attempts` counts this
 * try.
 */
export function decide(outcome: DoorOutcome, attempts: number): Decision {
  const base = { reason: null, reply: null, waitSeconds: 0, counts: true, about: "nothing" } as const;
  if (outcome.outcome === "withheld") return { ...base, state: "queued", counts: false };
  if (outcome.outcome === "sent") return { ...base, state: "sent", reply: outcome.response };
  // The final dot was sent and no reply came, so the message may be in the mailbox (RFC 1047). It is never
  // sent again by itself.
  if (outcome.outcome === "unknown")
    return { ...base, state: "unknown", reason: "no_answer", reply: outcome.why };

  const { permanent, scope, code, enhanced, reply } = outcome;
  const verdict = outcome.verdict ?? classifyReply(reply);
  // What is nobody's of the recipients costs none of them a try.
  const spared = { ...base, state: "queued", reply, counts: false } as const;
  if (verdict.reason === "sending-limit") {
    return { ...spared, about: "limit", limit: sendingLimit(reply, { temporary: !permanent }) };
  }
  if (permanent && verdict.reason === "too-big") return { ...spared, about: "too-big" };
  if (permanent && scope === "account") return { ...spared, about: "account" };
  if (permanent) {
    const hard = scope === "recipient" && verdict.class === "hard";
    const reason = hard ? "bounced" : verdict.reason.replaceAll("-", "_");
    return { ...base, state: "queued", reason, reply, about: "refused" };
  }

  const slow = code === 421 || enhanced?.startsWith("4.7.") === true || verdict.reason === "rate";
  const lost = !slow && (scope === "system" || scope === "account");
  const about = slow ? "slow" : lost ? "lost" : "nothing";
  // A broken connection may well be the server's fault, so the message itself is given up only after 15
  // tries.
  const waitSeconds = backoffSeconds(attempts) ?? (lost && attempts < 15 ? 8 * 3600 : null);
  if (waitSeconds === null) return { ...base, state: "failed", reason: "gave_up", reply, about };
  return { ...base, state: "queued", reply, waitSeconds, about };
}
