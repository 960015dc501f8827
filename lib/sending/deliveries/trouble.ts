import { classifyReply } from "#lib/mail/smtp/classify-reply.ts";
import type { Decision } from "./decide.ts";

export type Trouble = {
  /** For the account's owner; never the server's own words. */
  words: string;
  /** True when another try cannot help, so that the campaign pauses at once. */
  final: boolean;
  /** True when the account or its server is at fault, not this campaign's content. */
  account: boolean;
};

const lostInARow = 3;
const slowInARow = 20;
const refusedInARow = 5;

/**
 * Watches outcomes for what concerns the whole list, so that a wrong password or a refused message does not
 * fail every recipient (docs/rules.md BS7). Successes clear the counts.
 */
export function watchTrouble() {
  let lost = 0;
  let slow = 0;
  let refused = 0;
  let found: Trouble | null = null;

  return {
    get found() {
      return found;
    },
    note({ state, about, reply }: Pick<Decision, "state" | "about" | "reply">) {
      if (state === "sent") {
        lost = 0;
        slow = 0;
        refused = 0;
        return;
      }
      if (about === "account") found ??= { words: accountWords(reply ?? ""), final: true, account: true };
      if (about === "lost" && ++lost >= lostInARow) {
        found ??= { words: "Its server cannot be reached.", final: false, account: true };
      }
      if (about === "slow" && ++slow >= slowInARow) {
        found ??= { words: "Its server asks to send less for now.", final: false, account: true };
      }
      if (about === "refused" && ++refused >= refusedInARow) {
        found ??= { words: refusedWords(reply ?? ""), final: true, account: false };
      }
    },
  };
}

function accountWords(reply: string): string {
  const code = Number(reply.slice(0, 3));
  if (/^(?:534|535|538)$/.test(String(code)) || /^5\d\d[ -]5\.7\.(?:8|9|139|30)\b/.test(reply)) {
    return "Its server did not accept the user name and password. Connect the account again with the right ones.";
  }
  if (code === 530)
    return "Its server wants a sign-in that the account does not have. Connect it again with user name and password.";
  if (classifyReply(reply).reason === "relay-denied")
    return "Its server does not pass on mail for this account.";
  if (code >= 500) return "Its server does not let this account send from this address.";
  return "A safe connection to its server could not be made. Test the account again.";
}

function refusedWords(reply: string): string {
  const { reason } = classifyReply(reply);
  if (reason === "authentication") {
    return "Mail providers reject the messages because the From domain is not authenticated. Set up DKIM, SPF and DMARC, then resume.";
  }
  if (reason === "content")
    return "Mail providers take the message for spam. Look at its content and links, then resume.";
  if (reason === "too-big") return "The message is larger than the server takes.";
  if (reason === "blocked")
    return "Mail providers block the sending server because of its reputation. Wait, or send through another account.";
  return "The server refuses the message, one recipient after another.";
}
