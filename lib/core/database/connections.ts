import { type Connections, connect } from "#db/client.ts";
import { env } from "#lib/env.ts";

let open: Connections | undefined;

/** Returns the connection pools of this process, opened at the first use. Only lib/core may import it. */
export function connections(): Connections {
  open ??= connect(env().DATABASE_URL, env().AUTH_SECRETS[0], { prepare: env().DATABASE_PREPARE });
  return open;
}

/** Closes the pools once their queries end, after at most 5 seconds. The next use opens new ones. */
export async function closeConnections() {
  const closing = open;
  open = undefined;
  await closing?.end();
}
