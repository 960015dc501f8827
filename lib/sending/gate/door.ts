import { env } from "#lib/env.ts";
import type { Security } from "#lib/mail/smtp/connection.ts";
import type { SendOutcome, Withheld } from "#lib/mail/smtp/outcome.ts";
import { mayBePrivate } from "#lib/mail/smtp/private-hosts.ts";
import { openTransport, type RawMessage, type TransportOptions } from "#lib/mail/smtp/transport.ts";
import { vetHost } from "#lib/mail/smtp/vet-host.ts";
import { type Pass, redeemPass } from "./pass.ts";

export type Server = {
  host: string;
  port: number;
  security: Security;
  username: string;
  /** Opens the sealed password for one connection. */
  password: () => Promise<string>;
  /** Certificates to trust instead of the system's (tests). */
  ca?: string;
};

export type DoorOutcome = SendOutcome | Withheld;

export type Door = {
  /**
   * Hands one message over and uses its pass up. Never rejects. `mayGo` is asked once a connection is free; false withholds
   * the message.
   */
  send(pass: Pass, message: RawMessage, mayGo?: () => boolean): Promise<DoorOutcome>;
  readonly connections: number;
  /** Closes every connection; messages under way break off as failed or unknown. */
  close(): void;
};

/**
 * Opens a door, the only way that mail to contacts leaves. It sends only for a pass, which claim.ts issues
 * after checking suppressions and consents; without that check there is no mail. Every connection vets the
 * host and opens the password again, and drops the password once it is signed in.
 */
export function openDoor(
  server: Server,
  { connections = 5, timeouts }: { connections?: number } & Pick<TransportOptions, "timeouts"> = {},
): Door {
  const { host, port, security, username, password, ca } = server;
  const transport = openTransport({
    vetted: () => vetHost(host, { allowPrivate: mayBePrivate(server) }),
    port,
    security,
    ...(username ? { username, password } : {}),
    ...(ca === undefined ? {} : { ca }),
    ...(timeouts ? { timeouts } : {}),
    name: new URL(env().APP_URL).hostname,
    pool: { maxConnections: connections },
  });
  return {
    async send(pass, message, mayGo = () => true) {
      const holds = redeemPass(pass, message.envelope.to);
      return holds ? transport.sendRaw(message, () => mayGo() && holds()) : { outcome: "withheld" };
    },
    connections,
    close: () => transport.close(),
  };
}
