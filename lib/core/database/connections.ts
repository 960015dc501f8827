import { type Connections, connect, roleUrls } from "#db/client.ts";
import { env } from "#lib/env.ts";

let open: Connections | undefined;

/** Returns the connection pools of this process, opened at the first use. Only lib/core may import it. */
export function connections(): Connections {
  open ??= connect(urls(), { prepare: env().DATABASE_PREPARE });
  return open;
}

/** Returns the URLs this process was given, or those of the owner's roles where it has the owner's. */
function urls() {
  const { DATABASE_URL: app, MAILNEO_DATABASE_READ_URL: read, MAILNEO_DATABASE_KEEP_URL: keep } = env();
  return read ? { app, read, keep } : roleUrls(app, env().AUTH_SECRETS[0]);
}

/** Closes the pools once their queries end, after at most 5 seconds. The next use opens new ones. */
export async function closeConnections() {
  const closing = open;
  open = undefined;
  await closing?.end();
}
