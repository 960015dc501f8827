import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { type TestCertificate, testCertificate } from "./certificate.ts";

export type ReceivedMail = {
  from: string;
  to: string[];
  raw: Buffer;
  parsed: ParsedMail;
  user: string | null;
};

export type SmtpBehaviour = {
  /** A refusal for this recipient, or null to take it. */
  refuseRecipient?: (address: string) => { code: number; message: string } | null;
  /** A refusal after the message, or null to take it. */
  refuseMessage?: (mail: ReceivedMail) => { code: number; message: string } | null;
  /** Milliseconds before a message is answered. */
  delayMs?: number;
  /** A message is answered once this resolves. */
  holdMessage?: (mail: ReceivedMail) => Promise<void> | undefined;
};

export type TestSmtp = {
  host: string;
  port: number;
  /** What a client must trust, when the server speaks TLS. */
  ca: string | null;
  /** How many connections were made so far. */
  readonly connections: number;
  /** Everything accepted so far, oldest first. */
  messages(): Promise<ReceivedMail[]>;
  /** The first accepted message, past or to come, that the predicate likes. */
  waitFor(predicate: (mail: ReceivedMail) => boolean, timeoutMs?: number): Promise<ReceivedMail>;
  close(): Promise<void>;
};

/** A real SMTP server on a free port of this machine. `tls`: from the first byte, by STARTTLS, or none. */
export async function startSmtp(
  options: {
    tls?: boolean | "starttls";
    auth?: { user: string; pass: string };
    certificate?: TestCertificate;
    behaviour?: SmtpBehaviour;
    port?: number;
    /** Bytes of the largest message, announced as SIZE. */
    size?: number;
  } = {},
): Promise<TestSmtp> {
  const { tls = false, auth, behaviour = {} } = options;
  const certificate = tls ? (options.certificate ?? testCertificate()) : null;
  const received: ReceivedMail[] = [];
  const watchers = new Set<() => void>();
  let connections = 0;

  const server = new SMTPServer({
    secure: tls === true,
    ...(certificate ? { key: certificate.key, cert: certificate.cert } : {}),
    hideSTARTTLS: tls !== "starttls",
    allowInsecureAuth: !tls,
    authOptional: !auth,
    authMethods: ["PLAIN", "LOGIN"],
    disabledCommands: [...(auth ? [] : ["AUTH"]), ...(tls === "starttls" ? [] : ["STARTTLS"])],
    disableReverseLookup: true,
    ...(options.size ? { size: options.size } : {}),
    logger: false,
    onConnect(_session, done) {
      connections += 1;
      done();
    },
    onAuth(given, _session, done) {
      if (auth && given.username === auth.user && given.password === auth.pass)
        done(null, { user: auth.user });
      else done(refusal(535, "5.7.8 Username and password not accepted"));
    },
    onRcptTo(address, _session, done) {
      const refused = behaviour.refuseRecipient?.(address.address);
      done(refused ? refusal(refused.code, refused.message) : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks);
        const mail: ReceivedMail = {
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address : "",
          to: session.envelope.rcptTo.map((recipient) => recipient.address),
          raw,
          parsed: await simpleParser(raw),
          user: typeof session.user === "string" ? session.user : null,
        };
        if (behaviour.delayMs) await new Promise((resolve) => setTimeout(resolve, behaviour.delayMs));
        await behaviour.holdMessage?.(mail);
        const refused = behaviour.refuseMessage?.(mail);
        if (refused) return done(refusal(refused.code, refused.message));
        received.push(mail);
        for (const watcher of watchers) watcher();
        done();
      });
    },
  });
  // Clients that break off are part of the tests.
  server.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });

  return {
    host: "localhost",
    port: (server.server.address() as AddressInfo).port,
    ca: certificate?.ca ?? null,
    get connections() {
      return connections;
    },
    async messages() {
      return [...received];
    },
    waitFor(predicate, timeoutMs = 10_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(look);
          const seen = received.map((mail) => `${mail.to}: ${mail.parsed.subject}`).join("; ");
          reject(new Error(`no such mail arrived in ${timeoutMs} ms; arrived: ${seen || "none"}`));
        }, timeoutMs);
        const look = () => {
          const mail = received.find(predicate);
          if (!mail) return;
          clearTimeout(timer);
          watchers.delete(look);
          resolve(mail);
        };
        watchers.add(look);
        look();
      });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
