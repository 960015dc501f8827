// The edge is the only process that listens to the internet.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { actionPages } from "#lib/edge/action-pages.ts";
import { defaultLimits } from "#lib/edge/limits.ts";
import { startEdge } from "#lib/edge/server.ts";
import { env } from "#lib/env.ts";
import { openLimits } from "#lib/integrations/rate-limits/take-request.ts";
import { api } from "#lib/routes.ts";
import { leaveWhenBroken } from "../leave-when-broken.ts";
import { buildFolder } from "../pages.ts";
import { tellReady } from "../ready.ts";
import { hopeless } from "../supervisor.ts";

const { HOST, PORT, APP_URL, TLS_CERT, TLS_KEY, TRUSTED_PROXIES, MAILNEO_WEB_PORT, MAILNEO_EDGE_SECRET } =
  env();

const stopOnBadSetting = (words: string): never => {
  console.error(words);
  process.exit(hopeless);
};

if (!MAILNEO_WEB_PORT || !MAILNEO_EDGE_SECRET) {
  stopOnBadSetting("The edge needs MAILNEO_WEB_PORT and MAILNEO_EDGE_SECRET, the same as the web process.");
}

const root = fileURLToPath(new URL("../..", import.meta.url));

// The supervisor holds the port and lends it; an edge started alone binds its own.
const lent = process.env.MAILNEO_LISTEN_DESCRIPTOR;

const edge = await startEdge({
  host: HOST,
  port: PORT,
  ...(lent && { descriptor: Number(lent) }),
  upstream: { host: "127.0.0.1", port: MAILNEO_WEB_PORT as number },
  api,
  trustedProxies: TRUSTED_PROXIES,
  edgeSecret: MAILNEO_EDGE_SECRET as string,
  appUrl: APP_URL,
  allowUpgrade: process.env.NODE_ENV === "development",
  // The pages of `next dev` come and go, and no manifest says which has which action.
  ...(process.env.NODE_ENV !== "development" && {
    actionPages: actionPages(join(buildFolder(root).folder, "server/server-reference-manifest.json")),
  }),
  ...(TLS_CERT && TLS_KEY && { tls: { cert: pem("TLS_CERT", TLS_CERT), key: pem("TLS_KEY", TLS_KEY) } }),
  log: ({ level, event, requestId, error }) => {
    if (level === "info") return;
    const reason = error instanceof Error ? error.stack : error;
    console.error(JSON.stringify({ level, at: new Date().toISOString(), event, requestId, error: reason }));
  },
}).catch((error: NodeJS.ErrnoException) => {
  if (error.code === "EADDRINUSE") return stopOnBadSetting(`Port ${PORT} is taken.`);
  if (error.code === "EACCES")
    return stopOnBadSetting(`Port ${PORT} is not open to this user. Choose one above 1023.`);
  if (error.code === "EADDRNOTAVAIL")
    return stopOnBadSetting(`HOST: ${HOST} is no address of this computer.`);
  throw error;
});
void openLimits();
leaveWhenBroken("edge", edge.close, defaultLimits.closeMs + 1_000);
tellReady();

let stopping = false;
process.on("SIGTERM", async () => {
  if (stopping) return;
  stopping = true;
  await edge.close();
  process.exit(0);
});
process.on("SIGINT", () => {});

function pem(name: string, file: string) {
  try {
    return readFileSync(file);
  } catch (error) {
    return stopOnBadSetting(`${name}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
