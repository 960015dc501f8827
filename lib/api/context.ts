import type { Context } from "hono";
import type { ApiKey, Origin } from "#lib/core/actor.ts";

/** What the host (the edge, or Next) knows of a request besides the request. `ip` null: nobody trusted said it. */
export type ApiHost = { ip: string | null; requestId: string };

export type ApiEnv = { Bindings: ApiHost };
export type ApiContext = Context<ApiEnv>;

/** Routes behind a key: `actor` is set before they run. */
export type KeyEnv = ApiEnv & { Variables: { actor: ApiKey } };

export const originOf = (c: Pick<ApiContext, "env" | "req">): Origin => ({
  ip: c.env.ip,
  userAgent: c.req.header("user-agent")?.slice(0, 512) ?? null,
  requestId: c.env.requestId,
});
