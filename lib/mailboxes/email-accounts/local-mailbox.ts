import type { Env } from "#lib/env.ts";
import { isLocalMailbox } from "#lib/mail/smtp/private-hosts.ts";
import type { Preset } from "./presets.ts";

const host = "127.0.0.1";

type Place = { host: string; port: number; security: string };
type Facts = Pick<Env, "MAILNEO_LOCAL_SMTP_PORT" | "SMTP_URL" | "ALLOW_PRIVATE_MAIL_HOSTS">;

/**
 * Returns the local mailbox that `npm start` runs as a provider with its port filled in, so that a first campaign needs no mail
 * server. Null where none runs. It takes no encryption and no sign-in, and passes no mail on.
 */
export function localMailbox(facts: Facts): Preset | null {
  const port = facts.MAILNEO_LOCAL_SMTP_PORT;
  if (port === undefined || !isLocalMailbox({ host, port }, facts)) return null;
  return {
    id: "local",
    label: "Local mailbox",
    host,
    port,
    security: "none",
    username: null,
    hint: "For trying Mailneo out. It takes every message and shows it on a page whose address npm start printed; nothing leaves this computer. Connect a provider before you write to real people.",
    help: null,
  };
}

/**
 * Returns the local mailbox for the settings of an account that is connected to it, also after its port changed. An account
 * on another port stays one of its own where the operator allows private hosts.
 */
export function localMailboxOf(account: Place, facts: Facts): Preset | null {
  const local = localMailbox(facts);
  if (!local || account.host !== host || account.security !== "none") return null;
  return account.port === local.port || !facts.ALLOW_PRIVATE_MAIL_HOSTS ? local : null;
}
