import { Readable } from "node:stream";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { defaultTimeouts, openConnection, type SmtpError, type SmtpServer, smtpError } from "./connection.ts";
import { failedSend, oneLine, type SendOutcome, sessionEnded, type Withheld } from "./outcome.ts";
import type { VettedHost } from "./vet-host.ts";

export type RawMessage = {
  /** One recipient per message. ASCII addresses. */
  envelope: { from: string; to: string };
  raw: Buffer;
};

export type TransportOptions = Omit<SmtpServer, "vetted" | "password"> & {
  /** A function is called for every new connection, so that no password is kept between them. */
  password?: string | (() => Promise<string>);
  /** A function is called for every new connection, so that a long-lived pool vets again. */
  vetted: VettedHost | (() => Promise<VettedHost>);
  /** Defaults: 5 connections, 100 messages on each, idle ones closed after 30 seconds. */
  pool?: { maxConnections?: number; maxMessages?: number; idleMs?: number };
};

export type MailTransport = {
  /**
   * Sends one message and never rejects, because every result is one of three outcomes. Waits while every
   * connection is busy. `holds` is asked after the wait, just before the message's first command; false
   * withholds the message.
   */
  sendRaw(message: RawMessage): Promise<SendOutcome>;
  sendRaw(message: RawMessage, holds: () => boolean): Promise<SendOutcome | Withheld>;
  /** Counts the messages that can be handed over now without waiting. */
  readonly free: number;
  /** Quits idle connections and breaks off busy ones, whose messages end as failed or unknown. */
  close(): void;
};

const withheld: Withheld = { outcome: "withheld" };

type Session = { connection: SMTPConnection; host: string; sent: number; idleTimer?: NodeJS.Timeout };

/**
 * Opens a pool of signed-in SMTP sessions on nodemailer's protocol engine. Nodemailer's own pool requeues a
 * message after a lost connection, and does not tell whether it had already been handed over. Here that
 * decides between "failed" and "unknown".
 */
export function openTransport(options: TransportOptions): MailTransport {
  const maxConnections = options.pool?.maxConnections ?? 5;
  const maxMessages = options.pool?.maxMessages ?? 100;
  const idleMs = options.pool?.idleMs ?? 30_000;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const idle: Session[] = [];
  const busy = new Set<Session>();
  const waiting: (() => void)[] = [];
  let taken = 0;
  let closed = false;

  return {
    sendRaw: (async (message: RawMessage, holds: () => boolean = () => true) => {
      await takePlace();
      for (;;) {
        const opened = holds() ? await session() : withheld;
        if ("outcome" in opened) {
          givePlace();
          return opened;
        }
        // Opening a session may have taken long too, so `holds` is asked again.
        if (!holds()) {
          if (closed) discard(opened);
          else keep(opened);
          givePlace();
          return withheld;
        }
        busy.add(opened);
        const reused = opened.sent > 0;
        const delivery = await deliver(opened, message, timeouts);
        // The server closed an idle session before it read a byte of the message, so another session may take
        // it.
        if (reused && delivery.untouched) {
          discard(opened);
          continue;
        }
        void settle(opened, delivery.rejected).finally(givePlace);
        return delivery.outcome;
      }
    }) as MailTransport["sendRaw"],
    get free() {
      return closed ? 0 : Math.max(0, maxConnections - taken - waiting.length);
    },
    close() {
      closed = true;
      for (const session of idle.splice(0)) {
        clearTimeout(session.idleTimer);
        session.connection.quit();
      }
      for (const session of busy) breakOff(session);
      for (const wake of waiting.splice(0)) wake();
    },
  };

  async function takePlace(): Promise<void> {
    if (taken >= maxConnections && !closed) await new Promise<void>((resolve) => waiting.push(resolve));
    else taken += 1;
  }

  function givePlace(): void {
    const next = waiting.shift();
    // A connection handed to the next waiting message stays taken.
    if (next) next();
    else taken -= 1;
  }

  async function session(): Promise<Session | SendOutcome> {
    for (let found = idle.pop(); found; found = idle.pop()) {
      clearTimeout(found.idleTimer);
      if (!found.connection.destroyed) return found;
    }
    if (closed) return failedSend(smtpError("closed", "ECONNECTION"), false);
    try {
      const vetted = typeof options.vetted === "function" ? await options.vetted() : options.vetted;
      const { password: given, ...server } = options;
      const password = typeof given === "function" ? await given() : given;
      const connection = await openConnection({ ...server, vetted, ...(password && { password }) });
      return { connection, host: vetted.host, sent: 0 };
    } catch (error) {
      return failedSend(error as SmtpError, false);
    }
  }

  /** Makes the session ready for the next message, or ends it. */
  async function settle(session: Session, rejected: boolean): Promise<void> {
    session.sent += 1;
    const usable = !session.connection.destroyed && !closed && session.sent < maxMessages;
    if (!usable || (rejected && !(await reset(session.connection)))) {
      discard(session);
      return;
    }
    keep(session);
  }

  function keep(session: Session): void {
    busy.delete(session);
    session.idleTimer = setTimeout(() => {
      idle.splice(idle.indexOf(session), 1);
      session.connection.quit();
    }, idleMs);
    session.idleTimer.unref();
    idle.push(session);
  }

  function discard(session: Session): void {
    busy.delete(session);
    if (!session.connection.destroyed) session.connection.quit();
  }
}

type Delivery = { outcome: SendOutcome; untouched: boolean; rejected: boolean };

const chunkSize = 64 * 1024;

function deliver(
  session: Session,
  message: RawMessage,
  timeouts: { replyMs: number; acceptMs: number },
): Promise<Delivery> {
  const { connection } = session;
  let offset = 0;
  let handedOver = false;
  const body = new Readable({
    read() {
      const chunk = message.raw.subarray(offset, offset + chunkSize);
      offset += chunk.length;
      this.push(chunk);
      if (offset < message.raw.length) return;
      // From here the final dot may reach the server at any moment.
      handedOver = true;
      const socket = connection._socket;
      if (socket) socket.setTimeout(timeouts.acceptMs);
      this.push(null);
    },
  });

  return new Promise((resolve) => {
    const finish = (delivery: Delivery) => {
      clearTimeout(deadline);
      connection.off("end", ended);
      resolve(delivery);
    };
    const fail = (error: SmtpError) => {
      error.stage = "message";
      const untouched = offset === 0 && sessionEnded(error);
      finish({ outcome: failedSend(error, handedOver, message.envelope), untouched, rejected: true });
    };
    // Every byte from a slow server restarts the idle timers, but not this deadline.
    const deadline = setTimeout(() => breakOff(session), timeouts.acceptMs + 3 * timeouts.replyMs);
    // 'end' fires before the callback that knows the reason.
    const ended = () => setImmediate(() => fail(smtpError("Connection closed", "ECONNECTION")));
    connection.once("end", ended);

    const envelope = { from: message.envelope.from, to: [message.envelope.to], size: message.raw.length };
    connection.send(envelope, body, (error, info) => {
      if (error) return fail(error as SmtpError);
      const socket = connection._socket;
      if (socket) socket.setTimeout(timeouts.replyMs);
      const response = oneLine(info?.response ?? "");
      const messageId = info?.serverMessageId ?? sesMessageId(response, session.host);
      finish({ outcome: { outcome: "sent", response, messageId }, untouched: false, rejected: false });
    });
  });
}

function breakOff(session: Session): void {
  // Destroys the socket, because close() alone waits for a peer that may never reply.
  const socket = session.connection._socket;
  session.connection.close();
  if (socket) socket.destroy();
}

function reset(connection: SMTPConnection): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (ready: boolean) => {
      connection.off("end", ended);
      resolve(ready);
    };
    const ended = () => finish(false);
    connection.once("end", ended);
    connection.reset((error) => finish(!error));
  });
}

// nodemailer reads the id only from a host name, but this transport connects to an address.
function sesMessageId(response: string, host: string): string | null {
  const id = /^250 Ok ([0-9a-f]+(?:-[0-9a-f]+)+)$/i.exec(response)?.[1];
  const region = /^email-smtp(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com$/.exec(host)?.[1];
  if (!id || !region) return null;
  return `<${id.toLowerCase()}@${region === "us-east-1" ? "email" : region}.amazonses.com>`;
}
