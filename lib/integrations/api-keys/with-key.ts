import type { Context, MiddlewareHandler } from "hono";
import { type KeyEnv, originOf } from "#lib/api/context.ts";
import { problem } from "#lib/api/problem.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { type ApiRequest, noteRequest } from "#lib/integrations/api-usage/note-request.ts";
import { localBuckets, type Taken } from "#lib/integrations/rate-limits/local-buckets.ts";
import { planLimits } from "#lib/integrations/rate-limits/plan-limits.ts";
import { takeRequest } from "#lib/integrations/rate-limits/take-request.ts";
import { bearerOf, unauthorized } from "./bearer.ts";
import { type KeyHolder, keyHolder } from "./key-holder.ts";

export type HolderEnv = KeyEnv & { Variables: { holder: KeyHolder } };

/** Admits a request by its key and the workspace's limit, and writes what is left of it into every answer. */
export const withKey: MiddlewareHandler<HolderEnv> = async (c, next) => {
  const began = performance.now();
  const header = c.req.header("authorization");
  const given = bearerOf(header);
  const holder = given ? await keyHolder(given, originOf(c)) : null;
  const plan = planLimits[holder?.plan ?? "business"];
  // Whoever holds a key elsewhere than its workspace allows takes nothing of the workspace's requests.
  const taken = holder?.hereToo
    ? await takeRequest(holder.workspace.id, plan)
    : strangers(addressRange(c.env.ip) ?? "unknown", plan);
  const headers = limitHeaders(taken);
  const note = (status: number) => holder && noteRequest(requestOf(c, holder, status, began));
  if (!taken.success) {
    note(429);
    return problem(429, `You may send ${plan.perMinute} requests a minute. Wait, then try again.`, {
      code: "too_often",
      retryAfter: Number(headers["RateLimit-Reset"]),
      headers,
    });
  }
  if (!holder) return unauthorized(header !== undefined, headers);
  if (!holder.hereToo) {
    note(403);
    return problem(403, "This API key may not be used from your address.", {
      code: "forbidden_address",
      headers,
    });
  }
  c.set("actor", holder.actor);
  c.set("holder", holder);
  await next();
  note(c.res.status);
  for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
};

const requestOf = (c: Context<HolderEnv>, holder: KeyHolder, status: number, began: number): ApiRequest => {
  const { ip, userAgent, requestId } = originOf(c);
  return {
    workspaceId: holder.workspace.id,
    keyId: holder.key.id,
    method: c.req.method,
    endpoint: c.get("endpoint") ?? null,
    status,
    milliseconds: Math.round(performance.now() - began),
    ip,
    userAgent,
    requestId,
  };
};

/** Requests without a working key, by their network. They are counted in this process alone, so that they cost no query. */
const strangers = localBuckets();

function limitHeaders({ limit, remaining, reset }: Taken): Record<string, string> {
  const seconds = String(Math.max(1, Math.ceil((reset - Date.now()) / 1000)));
  const values = { Limit: String(limit), Remaining: String(remaining), Reset: seconds };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => [
      [`RateLimit-${name}`, value],
      [`X-RateLimit-${name}`, value],
    ]),
  );
}
