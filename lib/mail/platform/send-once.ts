import { logError } from "#lib/core/log.ts";
import { type AttemptLimit, clearAttempts, countAttempt } from "#lib/core/throttle/attempts.ts";
import type { MailTransport } from "#lib/mail/smtp/transport.ts";
import { handOver, type OutgoingContent, refusedForGood } from "./platform-mail.ts";

/** Longer than any job is tried. */
const handing: AttemptLimit = { name: "mail:handed-over", max: 1, windowSeconds: 7 * 86_400 };

/** How long an answer to `wanted` counts while the message waits for a connection. */
const FRESH_MS = 30_000;

/**
 * Hands a mail over at most once, however often its job runs: it is claimed before its first byte, and only a try that surely
 * handed nothing over gives the claim back. `wanted` composes the mail just before, and returns null for one that nobody wants
 * any more. Returns the Message-ID when the server took it, and null when there was nothing to send.
 * @throws Error when another try may help.
 */
export async function sendOnce(
  transport: MailTransport,
  id: string,
  wanted: () => Promise<OutgoingContent | null>,
): Promise<string | null> {
  for (;;) {
    const asked = Date.now();
    const mail = await wanted();
    if (!mail || (await countAttempt(handing, id)).left < 0) return null;
    const { sent, messageId } = await handOver(transport, mail, id, () => Date.now() - asked < FRESH_MS);
    if (sent.outcome === "sent") return messageId;
    if (sent.outcome === "withheld") {
      await clearAttempts(handing, id);
      continue;
    }
    const why = sent.outcome === "failed" ? sent.reply : sent.why;
    const error = new Error(`A mail was not sent, or nobody knows (${mail.subject}): ${why}`);
    if (sent.outcome === "failed" && !refusedForGood(sent)) {
      await clearAttempts(handing, id);
      throw error;
    }
    logError(error, { job: "platform-mail", id });
    return null;
  }
}
