import type { Context } from "hono";
import type { ApiKey, Origin } from "#lib/core/actor.ts";
import type { Once } from "#lib/core/once/once.ts";

/** What the host (the edge, or Next) knows of a request besides the request. `ip` null: nobody trusted said it. */
export type ApiHost = { ip: string | null; requestId: string };

export type ApiEnv = { Bindings: ApiHost };
export type ApiContext = Context<ApiEnv>;

/** Routes behind a key: `actor` is set before they run, `body` for a changing request, `once` for one with an Idempotency-Key. */
export type KeyEnv = ApiEnv & {
  Variables: {
    actor: ApiKey;
    body?: Uint8Array;
    once?: Once;
    /** Passes a file on and hashes it, so that a repeated request is compared with it. */
    hashed?: (file: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
    /** The answer without its secret, for the same request sent again. */
    repeated?: string;
    /** The request's address as the description writes it, for the key's log. */
    endpoint?: string;
  };
};

export const originOf = (c: Pick<ApiContext, "env" | "req">): Origin => ({
  ip: c.env.ip,
  userAgent: c.req.header("user-agent")?.slice(0, 512) ?? null,
  requestId: c.env.requestId,
});
