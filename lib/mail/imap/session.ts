import { isIP } from "node:net";
import { type FetchMessageObject, type FetchQueryObject, ImapFlow } from "imapflow";
import { type VettedHost, vetPort } from "../smtp/vet-host.ts";
import { ImapFailure, imapFailure } from "./failure.ts";

/** `tls`: encrypted from the first byte (993). `starttls`: the upgrade is demanded, so a server without it is refused. */
export type ImapSecurity = "tls" | "starttls";

export type ImapTimeouts = {
  /** Limits the setup of the session: TCP, TLS, greeting, sign-in. */
  connectMs: number;
  /** Limits the silence of a server. */
  silenceMs: number;
  /** Limits one command, because every byte of a slow server restarts the silence. */
  commandMs: number;
};

export type ImapServer = {
  vetted: VettedHost;
  port: number;
  security: ImapSecurity;
  username: string;
  password: string;
  timeouts?: Partial<ImapTimeouts>;
  /** Certificates to trust instead of the system's (tests, a company's own authority). */
  ca?: string;
};

/** A folder as the server described it when it was opened. UIDs mean the same mails as long as `uidValidity` does. */
export type OpenFolder = { uidValidity: string; uidNext: number | null; exists: number };

export type ImapSession = {
  /** Opens a folder read-only, so that nothing marks or deletes a user's mail. */
  openFolder: (path: string) => Promise<OpenFolder>;
  /** Hands each row of UIDs `from` to `to` over, in no certain order. A row may come twice. */
  each: (
    range: { uids: string; query: FetchQueryObject },
    take: (row: FetchMessageObject) => void,
  ) => Promise<void>;
  /** Signs out, or drops the connection when the server does not answer. */
  close: () => Promise<void>;
};

export const imapTimeouts: ImapTimeouts = { connectMs: 15_000, silenceMs: 60_000, commandMs: 300_000 };

/** Bytes of one mail that are read whole. Of a larger one only the beginning is read. */
export const mostOfOneMail = 10 * 1024 * 1024;

// A literal may hold one mail, and a response its frame too. A line holds no mail.
const bounds = {
  maxLineLength: 256 * 1024,
  maxLiteralSize: mostOfOneMail + 1024,
  maxResponseSize: mostOfOneMail + 1024 * 1024,
  maxResponseTokens: 20_000,
};

/**
 * Opens a session with a vetted server, encrypted and signed in. Connects to the vetted address, checks the certificate
 * against the host name, and demands TLS 1.2 at least. Nothing of the session holds the password once it is signed in.
 * @throws ImapFailure
 */
export async function openImap(server: ImapServer): Promise<ImapSession> {
  const { vetted, security, username } = server;
  const port = vetPort(server.port, { allowPrivate: vetted.allowPrivate, protocol: "imap" });
  const timeouts = { ...imapTimeouts, ...server.timeouts };
  let password: string | null = server.password;
  let asked = false;
  const credentials = {
    user: username,
    get pass() {
      asked = true;
      return password ?? "";
    },
  };
  const client = new ImapFlow({
    host: vetted.address,
    // An address has no SNI, so its certificate is checked against the address itself.
    ...(isIP(vetted.host) ? {} : { servername: vetted.host }),
    port,
    secure: security === "tls",
    // Without it a server that offers no STARTTLS would get the password in the clear.
    ...(security === "starttls" && { doSTARTTLS: true }),
    tls: {
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      ...(server.ca === undefined ? {} : { ca: server.ca }),
    },
    auth: credentials,
    clientInfo: { name: "Mailneo", version: false, os: false, vendor: false, "support-url": false },
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    socketTimeout: timeouts.silenceMs,
    // A compressed stream could hold far more than it announces.
    disableCompression: true,
    disableAutoIdle: true,
    disableBinary: true,
    logger: false,
    ...bounds,
  });
  // Stays attached, so that an idle session that dies later raises no uncaught 'error' event.
  client.on("error", () => {});

  const failed = (error: unknown, late: boolean) =>
    error instanceof ImapFailure
      ? error
      : imapFailure(error, { late, port, security, username, password: password ?? "" });

  /** Runs one command, and drops the connection when it takes longer. */
  async function within<T>(ms: number, run: () => Promise<T>): Promise<T> {
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      client.close();
    }, ms);
    try {
      return await run();
    } catch (error) {
      throw failed(error, late);
    } finally {
      clearTimeout(deadline);
    }
  }

  try {
    await within(timeouts.connectMs * 2, async () => {
      await client.connect();
      // A server that calls the session signed in from the start never saw the password.
      if (!asked) throw new ImapFailure("not-imap", "it asked for no password");
    });
  } catch (error) {
    client.close();
    throw error;
  } finally {
    password = null;
  }

  return {
    openFolder: (path) =>
      within(timeouts.commandMs, async () => {
        const folder = await client.mailboxOpen(path, { readOnly: true });
        return {
          uidValidity: String(folder.uidValidity),
          uidNext: isUid(folder.uidNext) ? folder.uidNext : null,
          exists: folder.exists,
        };
      }),
    each: ({ uids, query }, take) =>
      within(timeouts.commandMs, async () => {
        for await (const row of client.fetch(uids, { ...query, uid: true }, { uid: true })) take(row);
      }),
    close: () =>
      within(2_000, () => client.logout())
        .catch(() => {})
        .finally(() => client.close()),
  };
}

/** Returns whether a number can be a UID, which has 32 bits (RFC 9051 2.3.1.1). */
export const isUid = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 0xffff_ffff;
