import { Hono } from "hono";
import type { ApiEnv } from "#lib/api/context.ts";
import { platformMailReady } from "#lib/mail/platform/ready.ts";
import { databaseReady } from "./database-ready.ts";

const patience = 2000;

/**
 * Serves `/health` (this process lives) and `/ready` (its dependencies respond too; a 503 names
 * those that do not).
 */
export const healthRoutes = new Hono<ApiEnv>()
  .get("/health", (c) => c.json({ status: "ok" }, 200, { "cache-control": "no-store" }))
  .get("/ready", async (c) => {
    const [{ database, queue }, mail] = await Promise.all([
      databaseReady(patience),
      platformMailReady(patience),
    ]);
    const ready = database && queue && mail;
    const word = (ok: boolean) => (ok ? "ok" : "down");
    const checks = { database: word(database), queue: word(queue), mail: word(mail) };
    return c.json({ status: word(ready), checks }, ready ? 200 : 503, { "cache-control": "no-store" });
  });
