import { classifyReply } from "#lib/mail/smtp/classify-reply.ts";
import type { DoorOutcome } from "#lib/sending/gate/door.ts";

export type Decision = {
  state: "queued" | "sent" | "failed" | "unknown";
  reason: string | null;
  /** Evidence: the server's words, for the report. */
  reply: string | null;
  /** Seconds until the next try, when queued. */
  waitSeconds: number;
  /** Whether this try counts against the message. The server being down is not its fault. */
  counts: boolean;
  /**
   * What it says beyond this message: `bounce` the address is dead; `slow` everybody should wait; `account` no other message would get
   * through either; `lost` the connection, which once is chance and thrice is the server; `refused` this content or sender, likewise.
   */
  about: "nothing" | "bounce" | "slow" | "account" | "lost" | "refused";
};

// 1, 5, 15, 60 minutes and on, until a day is nearly full.
const backoffMinutes = [1, 5, 15, 60, 120, 240, 480, 480];

/** Seconds before try number `tries + 1`; null when it is time to give up. */
export function backoffSeconds(tries: number): number | null {
  const minutes = backoffMinutes[tries - 1];
  return minutes === undefined ? null : minutes * 60;
}

/** What becomes of a delivery, and what its outcome says about the others. `attempts` counts this try. */
export function decide(outcome: DoorOutcome, attempts: number): Decision {
  const base = { reason: null, reply: null, waitSeconds: 0, counts: true, about: "nothing" } as const;
  if (outcome.outcome === "withheld") return { ...base, state: "queued", counts: false };
  if (outcome.outcome === "sent") return { ...base, state: "sent", reply: outcome.response };
  // The final dot was given and no answer came: it may be in the mailbox (RFC 1047). Never sent again by itself.
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
  // A broken line may well be the server's end of it, so it takes longer until the message itself is given up.
  const waitSeconds = backoffSeconds(attempts) ?? (lost && attempts < 15 ? 8 * 3600 : null);
  if (waitSeconds === null) return { ...base, state: "failed", reason: "gave_up", reply, about };
  return { ...base, state: "queued", reply, waitSeconds, about };
}
