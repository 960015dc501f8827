import { type Env, env } from "#lib/env.ts";

type Place = { host: string; port: number };

/**
 * Returns whether a server that a member named may have a private address. It may when the operator says so.
 * The local mailbox that `npm start` runs always may, because it takes mail and passes none on.
 */
export function mayBePrivate(server: Place): boolean {
  return env().ALLOW_PRIVATE_MAIL_HOSTS || isLocalMailbox(server, env());
}

/**
 * Returns whether a server is the local mailbox, by its exact address, because a name could be pointed
 * elsewhere. It is one only while the platform's own mail goes to that very mailbox. Beside a real SMTP_URL,
 * a port left in the environment may belong to another program, such as a relay without a password.
 */
export function isLocalMailbox(
  { host, port }: Place,
  { MAILNEO_LOCAL_SMTP_PORT, SMTP_URL }: Pick<Env, "MAILNEO_LOCAL_SMTP_PORT" | "SMTP_URL">,
): boolean {
  return host === "127.0.0.1" && port === MAILNEO_LOCAL_SMTP_PORT && SMTP_URL === `smtp://127.0.0.1:${port}`;
}
