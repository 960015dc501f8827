import { env } from "#lib/env.ts";

type Place = { host: string; port: number };

/**
 * Whether a server that members named may have a private address: when the operator says so, and always the local
 * mailbox that `npm start` runs, which takes mail and passes none on.
 */
export function mayBePrivate(server: Place): boolean {
  const { ALLOW_PRIVATE_MAIL_HOSTS, MAILNEO_LOCAL_SMTP_PORT } = env();
  return ALLOW_PRIVATE_MAIL_HOSTS || isLocalMailbox(server, MAILNEO_LOCAL_SMTP_PORT);
}

/** By its exact address: a name could be pointed elsewhere. */
export const isLocalMailbox = ({ host, port }: Place, mailboxPort: number | undefined) =>
  mailboxPort !== undefined && host === "127.0.0.1" && port === mailboxPort;
