import { withoutEcho } from "../smtp/echo.ts";
import { isCertificateError, oneLine } from "../smtp/outcome.ts";

export type ImapReason =
  | "refused"
  | "timeout"
  | "not-imap"
  | "tls-mode"
  | "no-tls"
  | "certificate"
  | "wrong-password"
  | "app-password"
  | "sign-in-disabled"
  | "no-sign-in"
  | "busy"
  | "no-folder"
  /** One command was refused, and the session goes on. */
  | "command-refused"
  /** An answer was larger than anything we ask for. */
  | "out-of-bounds"
  /** The connection ended. */
  | "lost";

/** Why a session ended or a command failed. `detail` holds the server's own words, without credentials, for the log alone. */
export class ImapFailure extends Error {
  override readonly name = "ImapFailure";
  readonly reason: ImapReason;
  readonly detail: string;

  constructor(reason: ImapReason, detail: string) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
    this.detail = detail;
  }
}

/** What imapflow says of an error, by the properties that are read here. */
type Thrown = Error & {
  code?: string;
  responseStatus?: string;
  responseText?: string;
  serverResponseCode?: string;
  authenticationFailed?: boolean;
  tlsFailed?: boolean;
  mailboxMissing?: boolean;
};

type Met = { late: boolean; port: number; security: "tls" | "starttls"; username: string; password: string };

/**
 * Returns the failure that an error of imapflow means. Nothing of the error itself is kept, because it holds the command as it
 * was sent.
 */
export function imapFailure(thrown: unknown, met: Met): ImapFailure {
  const error = thrown as Thrown;
  const said = error.responseText ?? "";
  const words = [error.code, error.serverResponseCode, said || error.message].filter(Boolean).join(" | ");
  return new ImapFailure(reasonOf(error, met), withoutEcho(oneLine(words), met.username, met.password));
}

function reasonOf(error: Thrown, { late, port, security }: Met): ImapReason {
  const { code = "" } = error;
  const said = `${error.serverResponseCode ?? ""} ${error.responseText ?? ""}`;
  if (late) return "timeout";
  if (isCertificateError(error)) return "certificate";
  if (error.authenticationFailed) return refusedSignIn(error, said);
  if (error.tlsFailed || code === "STARTTLS_INJECTION") return "no-tls";
  if (/^ERR_SSL|^EPROTO$/.test(code)) return security === "tls" ? "tls-mode" : "no-tls";
  if (/^(?:LineTooLarge|LiteralTooLarge|ResponseTooLarge|TooMany|MAX_IMAP)/.test(code))
    return "out-of-bounds";
  if (code === "GREETING_TIMEOUT" && security === "starttls" && port === 993) return "tls-mode";
  if (/TIMEOUT$|^ETIMEDOUT$/.test(code)) return "timeout";
  if (/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(code)) return "refused";
  if (error.mailboxMissing || /^\[?(?:NONEXISTENT|TRYCREATE)\b/.test(said)) return "no-folder";
  if (isBusy(said) || code === "ETHROTTLE") return "busy";
  if (error.responseStatus) return "command-refused";
  if (/^(?:Parser|InvalidResponse|Unexpected|Missing)/.test(code)) return "not-imap";
  return "lost";
}

const isBusy = (said: string) =>
  /\b(?:UNAVAILABLE|INUSE|LIMIT|THROTTLED|too many|try again|temporar\w+|overquota)\b/i.test(said);

function refusedSignIn(error: Thrown, said: string): ImapReason {
  if (/app(?:lication)?[- ]specific|app[- ]password/i.test(said)) return "app-password";
  // Exchange Online says it for a mailbox whose password sign-in is off.
  if (
    /basic auth\w* is (?:disabled|blocked)|web login required|IMAP(?:4)? (?:access )?is (?:disabled|not enabled)/i.test(
      said,
    )
  )
    return "sign-in-disabled";
  if (!error.responseStatus || /PRIVACYREQUIRED|LOGINDISABLED/.test(said)) return "no-sign-in";
  return isBusy(said) ? "busy" : "wrong-password";
}
