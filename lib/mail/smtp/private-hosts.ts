import { type Env, env } from "#lib/env.ts";

type Place = { host: string; port: number };

/**
 * Whether a server that members named may have a private address: when the operator says so, and always the local
 * mailbox that `npm start` runs, which takes mail and passes none on.
 */
export function mayBePrivate(server: Place): boolean {
  return env().ALLOW_PRIVATE_MAIL_HOSTS || isLocalMailbox(server, env());
}

/**
 * By its exact address: a name could be pointed elsewhere. And only while the platform's own mail goes to that very mailbox: a port left in
 * the environment beside a real SMTP_URL may be anybody's by now, such as a relay that asks nobody on this machine for a password.
 */
export function isLocalMailbox(
  { host, port }: Place,
  { MAILNEO_LOCAL_SMTP_PORT, SMTP_URL }: Pick<Env, "MAILNEO_LOCAL_SMTP_PORT" | "SMTP_URL">,
): boolean {
  return host === "127.0.0.1" && port === MAILNEO_LOCAL_SMTP_PORT && SMTP_URL === `smtp://127.0.0.1:${port}`;
}
