import { type Connections, connect } from "#db/client.ts";
import { env } from "#lib/env.ts";

let open: Connections | undefined;

/** Returns the pools of this process, opened at the first use. Only lib/core may import this. */
export function connections(): Connections {
  open ??= connect(env().DATABASE_URL, env().AUTH_SECRETS[0], { prepare: env().DATABASE_PREPARE });
  return open;
}

export async function closeConnections() {
  const closing = open;
  open = undefined;
  await closing?.end();
}
