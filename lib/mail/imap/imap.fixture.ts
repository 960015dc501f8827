import { vetHost } from "#lib/mail/smtp/vet-host.ts";
import { type ImapServer, openImap } from "./session.ts";

/** Opens a session with a server of a test, as its account ann. */
export async function openLocally(
  port: number,
  over: Partial<ImapServer> & { host?: string; address?: string } = {},
) {
  const { host = "mail.test", address = "127.0.0.1", ...rest } = over;
  const vetted = await vetHost(host, { allowPrivate: true, lookup: async () => [{ address }] });
  return openImap({ vetted, port, security: "tls", username: "ann", password: "secret-1", ...rest });
}

/** Returns the reason of a failure, or "done". */
export const reasonOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: { reason?: string }) => error.reason ?? String(error),
  );
