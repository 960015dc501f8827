import { classifyReply } from "#lib/mail/smtp/classify-reply.ts";
import type { DoorOutcome } from "#lib/sending/gate/door.ts";

export type Decision = {
  state: "queued" | "sent" | "failed" | "unknown";
  reason: string | null;
  /** The server's own words, as evidence for the report. */
  reply: string | null;
  /** Seconds until the next try, when queued. */
  waitSeconds: number;
  /** False when the try does not count against the message, because it was withheld or the account failed. */
  counts: boolean;
  /**
   * Names what the outcome says beyond this message.
   * `bounce`: the address is dead. `slow`: every message should wait. `account`: no other message would get
   * through. `lost`: the connection broke; once is chance, three times is the server. `refused`: this content
   * or sender; once is chance here too.
   */
  about: "nothing" | "bounce" | "slow" | "account" | "lost" | "refused";
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
  const verdict = classifyReply(reply);
  if (scope === "account" && permanent) {
    return { ...base, state: "queued", reply, counts: false, about: "account" };
  }
  if (permanent) {
    if (scope === "recipient" && verdict.class === "hard") {
      return { ...base, state: "failed", reason: "bounced", reply, about: "bounce" };
    }
    const about = scope === "message" || verdict.class === "policy" ? "refused" : "nothing";
    return { ...base, state: "failed", reason: verdict.reason.replaceAll("-", "_"), reply, about };
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
