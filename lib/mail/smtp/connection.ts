import { isIP } from "node:net";
import type { TLSSocket } from "node:tls";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { withoutEcho } from "./echo.ts";
import { type VettedHost, vetPort } from "./vet-host.ts";

/**
 * `tls`: encrypted from the first byte (465). `starttls`: the upgrade is demanded, so a server without it is
 * refused. `none`: plain text, for local servers only.
 */
export type Security = "tls" | "starttls" | "none";

export type SmtpTimeouts = {
  /** Limits the setup of the session: TCP, TLS, greeting, EHLO. */
  connectMs: number;
  /** Limits the wait between two replies before the message's final dot. */
  replyMs: number;
  /** Limits the wait for the reply to the final dot; RFC 5321 4.5.3.2.6 asks for 10 minutes. */
  acceptMs: number;
};

export type SmtpServer = {
  vetted: VettedHost;
  port: number;
  security: Security;
  username?: string;
  password?: string;
  timeouts?: Partial<SmtpTimeouts>;
  /** The client's name in EHLO. */
  name?: string;
  /** Certificates to trust instead of the system's (tests, a company's own authority). */
  ca?: string;
};

export type SmtpError = Error & {
  code?: string;
  originalCode?: string;
  command?: string;
  response?: string;
  responseCode?: number;
  /** The stage the session had reached. */
  stage?: "connect" | "auth" | "message";
};

export const defaultTimeouts: SmtpTimeouts = { connectMs: 15_000, replyMs: 60_000, acceptMs: 600_000 };

/**
 * Opens a session with a vetted server, encrypted as asked and signed in. Connects to the vetted address,
 * checks the certificate against the host name, and demands TLS 1.2 at least. Nothing of the session holds the password
 * once it is signed in.
 * @throws SmtpError that names its stage; the promise rejects with it.
 */
export function openConnection(server: SmtpServer): Promise<SMTPConnection> {
  const { vetted, port, security, username } = server;
  vetPort(port, { allowPrivate: vetted.allowPrivate });
  if (security === "none" && !vetted.allowPrivate) throw new Error("plain text is for local servers only");
  const timeouts = { ...defaultTimeouts, ...server.timeouts };
  const connection = new SMTPConnection({
    host: vetted.address,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    tls: {
      // An address has no SNI, so its certificate is checked against the address itself.
      ...(isIP(vetted.host) ? {} : { servername: vetted.host }),
      ...(server.ca === undefined ? {} : { ca: server.ca }),
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
    },
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    socketTimeout: timeouts.replyMs,
    socketCloseTimeout: 1000,
    maxResponseSize: 64 * 1024,
    name: server.name,
    logger: false,
  });

  // The listeners below live as long as the session, so that what they name would too.
  let password: string | null = server.password ?? "";
  return new Promise((resolve, reject) => {
    let stage: "connect" | "auth" = "connect";
    // Every byte from a slow server restarts the idle timers, but not this deadline.
    const deadline = setTimeout(
      () => fail(smtpError("The session took too long to set up", "ETIMEDOUT")),
      timeouts.connectMs * 2 + timeouts.replyMs,
    );
    const fail = (error: SmtpError) => {
      clearTimeout(deadline);
      error.stage ??= stage;
      if (error.response) error.response = withoutEcho(error.response, username ?? "", password ?? "");
      error.message = withoutEcho(error.message, username ?? "", password ?? "");
      dropPassword();
      connection.close();
      reject(error);
    };
    // Stays attached, so that an idle session that dies later raises no uncaught 'error' event.
    connection.on("error", (error: SmtpError) => fail(error));
    // 'end' fires before the callback that knows the reason.
    const ended = () => setImmediate(() => fail(smtpError("Connection closed", "ECONNECTION")));
    connection.once("end", ended);
    const dropPassword = () => {
      password = null;
      (connection as unknown as { _auth: object })._auth = { user: username };
    };
    const ready = () => {
      clearTimeout(deadline);
      dropPassword();
      connection.off("end", ended);
      resolve(connection);
    };

    connection.connect((error) => {
      if (error) return fail(error as SmtpError);
      stage = "auth";
      if (username === undefined || username === "") return ready();
      if (!connection.allowsAuth) return fail(smtpError("The server offers no sign-in", "ENOAUTH"));
      const mechanisms = mechanismsOf(connection);
      const signIn = (turn: number) =>
        connection.login(
          { user: username, pass: password ?? "", method: mechanisms[turn] ?? "PLAIN" },
          (refused) => {
            if (!refused) return ready();
            const another = turn + 1 < mechanisms.length && !connection.destroyed;
            if (another && refusesMechanism(refused as SmtpError)) return signIn(turn + 1);
            fail(refused as SmtpError);
          },
        );
      signIn(0);
    });
  });
}

/** Returns the server's sign-in mechanisms that take a password, in the order to try them. */
function mechanismsOf(connection: SMTPConnection): string[] {
  const offered = (connection as unknown as { _supportedAuth?: string[] })._supportedAuth ?? [];
  return offered.map((name) => name.toUpperCase()).filter((name) => name !== "XOAUTH2");
}

// 504 is "mechanism not supported" (RFC 4954 6), 5.5.4 and 5.7.4 say the same, and 534 "too weak". A plain 535
// is a wrong password: trying that again would only lock the account sooner.
function refusesMechanism({ responseCode, response = "" }: SmtpError): boolean {
  if (responseCode === 504 || (responseCode !== undefined && responseCode >= 500 && responseCode <= 502))
    return true;
  if (/\b5\.(?:5\.4|7\.4)\b/.test(response)) return true;
  return (
    /^53[45]/.test(response) &&
    /mechanism|auth(?:entication)? (?:type|method)|not (?:supported|implemented|enabled)|unrecogni[sz]ed/i.test(
      response,
    )
  );
}

/** Returns the TLS version of a session, `TLSv1.3` or `TLSv1.2`, or null for plain text. */
export function tlsVersion(connection: SMTPConnection): string | null {
  const socket = connection._socket;
  return connection.secure && socket ? (socket as TLSSocket).getProtocol() : null;
}

export function smtpError(message: string, code: string): SmtpError {
  return Object.assign(new Error(message), { code });
}
