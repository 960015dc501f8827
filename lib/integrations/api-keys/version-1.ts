import { Hono } from "hono";
import { problem } from "#lib/api/problem.ts";
import { planLimits } from "#lib/integrations/rate-limits/plan-limits.ts";
import { type HolderEnv, withKey } from "./with-key.ts";

const noStore = { "cache-control": "no-store" };

/** API v1: everything behind a key. Nouns bring their routes. */
export const apiVersion1 = new Hono<HolderEnv>({ strict: false })
  .use(withKey)
  .get("/me", (c) => {
    const { key, workspace, plan } = c.var.holder;
    const { perMinute, burst } = planLimits[plan];
    const { lastFour, ...shown } = key;
    return c.json(
      { key: { ...shown, last_four: lastFour }, workspace, plan, limits: { per_minute: perMinute, burst } },
      200,
      noStore,
    );
  })
  .all("/me", () => problem(405, "This address takes GET.", { headers: { allow: "GET, HEAD" } }));
