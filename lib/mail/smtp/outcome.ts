import { cutText } from "#lib/core/cut-text.ts";
import { type ClassifiedReply, classifyReply, type ReplyContext } from "./classify-reply.ts";
import type { SmtpError } from "./connection.ts";
import type { ReplyReason } from "./reply-reason.ts";

/**
 * Names what a failure concerns, which decides what to do next.
 * `recipient`: this address only. `account`: every recipient would fail, so pause the account. `message`:
 * this content would fail. `system`: the network or the other server.
 */
export type FailureScope = "recipient" | "account" | "message" | "system";

export type SendOutcome =
  /** `messageId` is the id the server put in place of the one in the message, when its reply says so. */
  | { outcome: "sent"; response: string; messageId: string | null }
  | {
      outcome: "failed";
      /** False when a later try may work. */
      permanent: boolean;
      scope: FailureScope;
      code: number | null;
      enhanced: string | null;
      /**
       * The server's own words on one line, for the log and the classifier. Escape them before they reach a
       * screen.
       */
      reply: string;
      /** What the words mean, read with the command and the addresses they answer. */
      verdict?: ClassifiedReply;
    }
  /** The whole message was handed over and no reply came, so it may have been delivered (RFC 1047). */
  | { outcome: "unknown"; why: string };

/** Nothing was handed over, because the pass was missing, or too old when the message's turn came. */
export type Withheld = { outcome: "withheld" };

/**
 * Returns the outcome of a failed send. `handedOver` is true once the socket got the last byte; then only a
 * 4xx or 5xx reply proves the message was not taken. `envelope` tells whom the server's words concern.
 */
export function failedSend(
  error: SmtpError,
  handedOver: boolean,
  envelope: Pick<ReplyContext, "from" | "to"> = {},
): SendOutcome {
  const code = error.responseCode ?? null;
  const refused = code !== null && code >= 400 && code < 600;
  if (handedOver && !refused) return { outcome: "unknown", why: inWords(error) };

  const met: SmtpError = handedOver ? { ...error, stage: "message", command: "DATA" } : error;
  const reply = oneLine(error.response ?? "") || inWords(error);
  const verdict = classifyReply(error.response || reply, {
    ...envelope,
    ...(met.command && { command: met.command }),
  });
  const [scope, permanent] = scopeOf(met, code, verdict);
  return {
    outcome: "failed",
    // 503 means the session was out of step, not that the message is unwanted.
    permanent: permanent && !(code !== null && (code < 500 || code === 503)),
    scope,
    code,
    enhanced: verdict.enhanced,
    reply,
    verdict,
  };
}

/** Returns true when the session broke off, or a 421 ended it, rather than a command being refused. */
export function sessionEnded(error: SmtpError): boolean {
  return error.responseCode === 421 || ["ECONNECTION", "ESOCKET", "ETIMEDOUT"].includes(error.code ?? "");
}

/** Returns true when TLS failed because of who the server claims to be, which no retry cures. */
export function isCertificateError(error: SmtpError): boolean {
  const cause = error.originalCode ?? error.code ?? "";
  return /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|HOSTNAME_MISMATCH)/.test(
    cause,
  );
}

/** Returns the server's text on one line, without control characters, at most 500 characters. */
export function oneLine(reply: string): string {
  return cutText(reply.replace(/[\s\p{Cc}\p{Cs}]+/gu, " ").trim(), 500);
}

function scopeOf(
  error: SmtpError,
  code: number | null,
  { reason }: ClassifiedReply,
): readonly [FailureScope, boolean] {
  if (code === 421) return ["system", false];
  if (error.stage !== "message") {
    if (/^host-(?:blocked|invalid)$|^port-/.test(error.code ?? "")) return ["account", true];
    const needsHands =
      isCertificateError(error) ||
      error.code === "ENOAUTH" ||
      error.code === "EPASSWORD" ||
      error.code === "ETLS" ||
      (code ?? 0) >= 500;
    if (needsHands) return ["account", error.code !== "ETLS" || code !== null];
    return [error.stage === "auth" && code !== null ? "account" : "system", false];
  }
  const command = error.command ?? "";
  if (reason === "too-big" || (command === "MAIL FROM" && code === 552 && reason !== "sending-limit"))
    return ["message", true];
  // Servers say these per recipient or per message, but would say them to every one of them.
  if (wholeAccount.has(reason) || code === 530) return ["account", true];
  if (command === "MAIL FROM") return ["account", true];
  if (command === "RCPT TO") return ["recipient", true];
  if (command === "DATA") return ["message", true];
  if (command === "API" && error.code === "EENVELOPE") return ["recipient", true];
  return ["system", false];
}

const wholeAccount = new Set<ReplyReason>(["sending-limit", "sender", "relay-denied"]);

/** What a session fails with whose saved password no longer opens. */
export const passwordLost = "The saved password can no longer be read.";

function inWords(error: SmtpError): string {
  if (error.code === "ETIMEDOUT") return "The server stopped answering.";
  if (error.code === "ECONNECTION" || error.code === "ESOCKET") return "The connection broke off.";
  if (error.code === "EMESSAGE" && !error.response) return "The message is larger than the server takes.";
  if (error.code?.startsWith("host-")) return "The server's name did not resolve to a public address.";
  if (error.code === "EPASSWORD") return passwordLost;
  if (error.response) return "The server gave an answer that is not SMTP.";
  return "The session failed.";
}
