import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { openConnection, type Security, type SmtpError, tlsVersion } from "./connection.ts";
import { isCertificateError, oneLine } from "./outcome.ts";
import { type Lookup, MailHostError, type VettedHost, vetHost, vetPort } from "./vet-host.ts";

export type SmtpSettings = {
  host: string;
  port: number;
  security: Security;
  username?: string;
  password?: string;
};

export type ProbeReason =
  /** The host is unknown, or has an address that is not public. Both give this one reason. */
  | "host"
  | "port"
  | "refused"
  | "timeout"
  | "not-smtp"
  | "tls-mode"
  | "no-tls"
  | "certificate"
  | "wrong-password"
  | "app-password"
  | "sign-in-disabled"
  | "no-sign-in"
  | "turned-away"
  | "busy";

export type ProbeResult =
  | {
      ok: true;
      /** `TLSv1.3` or `TLSv1.2`; null only for a local server without TLS. */
      tls: string | null;
      authenticated: boolean;
      /** The address that was vetted and reached. */
      address: string;
      /** Bytes, or null when the server does not say. */
      maxMessageSize: number | null;
    }
  | {
      ok: false;
      reason: ProbeReason;
      /** For the user, beside `field`. Never the server's own words. */
      message: string;
      field: "host" | "port" | "security" | "username" | "password";
      /** For the audit log only. */
      detail: string;
    };

/**
 * Signs in to an SMTP server as a campaign would and quits, so that saved settings are known to work. The
 * port list and the vetted host keep it from being a port scanner. The caller limits how often a user may run
 * it.
 */
export async function probeSmtp(
  settings: SmtpSettings,
  options: { allowPrivate: boolean; timeoutMs?: number; ca?: string; lookup?: Lookup },
): Promise<ProbeResult> {
  const { allowPrivate, timeoutMs = 8000, ca, lookup } = options;
  let vetted: VettedHost;
  try {
    vetPort(settings.port, { allowPrivate, protocol: "smtp" });
    if (settings.security === "none" && !allowPrivate) {
      return failure("no-tls", settings, "plain text was asked for");
    }
    vetted = await vetHost(settings.host, { allowPrivate, lookup, timeoutMs });
  } catch (error) {
    if (!(error instanceof MailHostError)) throw error;
    return failure(error.code === "port-not-allowed" ? "port" : "host", settings, error.message);
  }

  let connection: SMTPConnection;
  try {
    const timeouts = { connectMs: timeoutMs, replyMs: timeoutMs };
    connection = await openConnection({ ...settings, vetted, ca, timeouts });
  } catch (error) {
    return failure(reasonOf(error as SmtpError, settings), settings, detailOf(error as SmtpError));
  }
  const result: ProbeResult = {
    ok: true,
    tls: tlsVersion(connection),
    authenticated: connection.authenticated,
    address: vetted.address,
    maxMessageSize: advertisedSize(connection),
  };
  connection.quit();
  return result;
}

function reasonOf(error: SmtpError, settings: SmtpSettings): ProbeReason {
  const cause = error.originalCode ?? "";
  const code = error.responseCode ?? 0;
  const reply = error.response ?? "";
  if (isCertificateError(error)) return "certificate";
  if (error.code === "ENOAUTH") return "no-sign-in";
  if (code === 421 || (code >= 400 && code < 500 && code !== 454)) return "busy";

  if (error.stage === "auth") {
    if (code >= 500) return refusedSignIn(code, reply);
    if (code === 454) return "busy";
    return error.code === "ETIMEDOUT" ? "timeout" : "turned-away";
  }
  if (error.code === "ETLS" || code === 454) return "no-tls";
  // OpenSSL reports these for a peer that replies to a TLS greeting in plain text, or closes the connection.
  if (/^ERR_SSL|^EPROTO$/.test(cause)) return settings.security === "tls" ? "tls-mode" : "no-tls";
  if (error.code === "ETIMEDOUT" || cause === "ETIMEDOUT") {
    // A port that waits for TLS says nothing to a client that waits for a greeting.
    return settings.security === "starttls" && settings.port === 465 ? "tls-mode" : "timeout";
  }
  if (/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(cause)) return "refused";
  if (code >= 500) return "turned-away";
  return "not-smtp";
}

function refusedSignIn(code: number, reply: string): ProbeReason {
  // Gmail sends 534 5.7.9, and 535 5.7.8 with a pointer to app passwords; Yahoo and iCloud say it in words.
  if (/5\.7\.9\b|app(?:lication)?[- ]specific|app password/i.test(reply)) return "app-password";
  if (
    /5\.7\.(?:139|30)\b|SmtpClientAuthentication is disabled|basic authentication is disabled/i.test(reply)
  ) {
    return "sign-in-disabled";
  }
  return code === 504 || code === 502 || code === 538 ? "no-sign-in" : "wrong-password";
}

type Failure = Extract<ProbeResult, { ok: false }>;

function failure(reason: ProbeReason, settings: SmtpSettings, detail: string): Failure {
  const { port } = settings;
  const [field, message] = answers(port)[reason];
  return { ok: false, reason, field, message, detail };
}

function answers(port: number): Record<ProbeReason, [Failure["field"], string]> {
  return {
    host: ["host", "No public mail server can be reached under this name. Check the spelling."],
    port: ["port", "Use port 465, 587 or 2525, the ports mail servers take outgoing mail on."],
    refused: [
      "port",
      `Nothing answers on port ${port} of this server. Try 465 with TLS or 587 with STARTTLS.`,
    ],
    timeout: [
      "port",
      `The server did not answer on port ${port} in time. Check the port, or try again later.`,
    ],
    "not-smtp": ["port", `What answers on port ${port} is not a mail server. Check the name and the port.`],
    "tls-mode": [
      "security",
      `Port ${port} expects the other kind of encryption: TLS goes with 465, STARTTLS with 587.`,
    ],
    "no-tls": [
      "security",
      "The server offers no encryption here. Mailneo never sends passwords or mail in the clear.",
    ],
    certificate: [
      "host",
      "The server's certificate is expired, not trusted, or made out to another name. Use the name your provider gives.",
    ],
    "wrong-password": ["password", "The server did not accept this user name and password."],
    "app-password": ["password", "This provider wants an app password here, not the one you sign in with."],
    "sign-in-disabled": [
      "password",
      "The provider has switched off signing in with a password for this mailbox.",
    ],
    "no-sign-in": ["username", "The server offers no sign-in with a user name and password on this port."],
    "turned-away": ["host", "The server turned us away before the sign-in was done."],
    busy: ["host", "The server asks to come back later. Try again in a few minutes."],
  };
}

function detailOf(error: SmtpError): string {
  const words = [error.stage, error.originalCode ?? error.code, error.command, oneLine(error.response ?? "")];
  return words.filter(Boolean).join(" | ");
}

function advertisedSize(connection: SMTPConnection): number | null {
  const lines = (connection as unknown as { _ehloLines?: string[] })._ehloLines ?? [];
  const size = lines.map((line) => /^SIZE[ =](\d{1,15})$/i.exec(line)?.[1]).find(Boolean);
  return size ? Number(size) || null : null;
}
