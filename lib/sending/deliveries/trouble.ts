import { classifyReply } from "#lib/mail/smtp/classify-reply.ts";
import { passwordLost } from "#lib/mail/smtp/outcome.ts";
import { limitWords, type SendingLimit } from "#lib/mail/smtp/sending-limit.ts";
import type { Decision } from "./decide.ts";
import type { Run } from "./refusals.ts";

/** What concerns more than one message. `words` are for the account's owner; never the server's own words. */
export type Trouble =
  /** The account or its server is at fault. `final`: another try cannot help, so the campaign pauses at once. */
  | { kind: "account"; words: string; final: boolean }
  /** The account waits, and goes on by itself. */
  | { kind: "limit"; words: string; limit: SendingLimit }
  /** The message is at fault. */
  | { kind: "message"; words: string }
  /** Whose fault it is, a member decides. */
  | { kind: "run"; words: string; run: Run };

const lostInARow = 3;
const slowInARow = 20;

/**
 * Watches outcomes for what concerns the whole list, so that a wrong password or a limit does not fail every
 * recipient (docs/rules.md BS7). Successes clear the counts.
 */
export function watchTrouble() {
  let lost = 0;
  let slow = 0;
  let found: Trouble | null = null;

  return {
    get found() {
      return found;
    },
    note({ state, about, reply, limit }: Pick<Decision, "state" | "about" | "reply" | "limit">) {
      if (state === "sent") {
        lost = 0;
        slow = 0;
        return;
      }
      if (about === "account") found ??= { kind: "account", words: accountWords(reply ?? ""), final: true };
      if (about === "limit" && limit) found ??= { kind: "limit", words: limitWords(limit), limit };
      if (about === "too-big") found ??= { kind: "message", words: tooBigWords };
      if (about === "lost" && ++lost >= lostInARow) {
        found ??= { kind: "account", words: lostWords(reply ?? ""), final: false };
      }
      if (about === "slow" && ++slow >= slowInARow) {
        found ??= { kind: "account", words: "Its server asks to send less for now.", final: false };
      }
    },
  };
}

const tooBigWords =
  "The message is larger than its server takes. Nobody got it. Shorten the message, or resume through another account.";

function lostWords(reply: string): string {
  return /^4\d\d\b/.test(reply)
    ? "Its server does not take mail from this account right now."
    : "Its server cannot be reached.";
}

function accountWords(reply: string): string {
  if (reply === passwordLost) return "Its saved password can no longer be read. Connect the account again.";
  const code = Number(reply.slice(0, 3));
  const { reason } = classifyReply(reply);
  if (/^(?:534|535|538)$/.test(String(code)) || /^5\d\d[ -]5\.7\.(?:8|9|139|30)\b/.test(reply)) {
    return "Its server did not accept the user name and password. Connect the account again with the right ones.";
  }
  if (code === 530)
    return "Its server wants a sign-in that the account does not have. Connect it again with user name and password.";
  if (reason === "relay-denied") return "Its server does not pass on mail for this account.";
  if (reason === "sender")
    return "Its server refuses the From address: it is unknown, not verified, or not this account's to send from. Mend that with your provider, or resume through another account.";
  if (code >= 500) return "Its server does not let this account send from this address.";
  return "A safe connection to its server could not be made. Test the account again.";
}

/** Returns why a run of refusals stopped the campaign, and what is known of the cause. */
export function runWords({ refused, equal, reply }: Run): string {
  const { class: kind, reason } = classifyReply(reply);
  if (reason === "authentication") {
    return "Mail providers reject the messages because the From domain is not authenticated. Set up DKIM, SPF and DMARC, then send again.";
  }
  if (reason === "content")
    return "Mail providers take the message for spam. Look at its content and links before you send again.";
  if (reason === "blocked")
    return "Mail providers block the sending server because of its reputation. Wait, or send again through another account.";
  const people = refused === 1 ? "1 recipient was" : `${refused} recipients were`;
  if (kind === "hard") return `${people} refused in a row as addresses that do not exist.`;
  return equal ? `${people} refused in a row with the same answer.` : `${people} refused in a row.`;
}
