import type { Context, MiddlewareHandler } from "hono";
import { type KeyEnv, originOf } from "#lib/api/context.ts";
import { problem } from "#lib/api/problem.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { type ApiRequest, noteRequest } from "#lib/integrations/api-usage/note-request.ts";
import { localBuckets, type Taken } from "#lib/integrations/rate-limits/local-buckets.ts";
import { planLimits } from "#lib/integrations/rate-limits/plan-limits.ts";
import { admitProgram } from "./admit.ts";
import { bearerOf, unauthorized } from "./bearer.ts";
import type { KeyHolder } from "./key-holder.ts";
import { refusedLately } from "./refused-lately.ts";

export type HolderEnv = KeyEnv & { Variables: { holder: KeyHolder } };

/**
 * Admits a request by its key and the workspace's limit, and writes what is left of it into every answer. Whoever was told to wait is told
 * so again until then, and costs no query meanwhile.
 */
export const withKey: MiddlewareHandler<HolderEnv> = async (c, next) => {
  const began = performance.now();
  const header = c.req.header("authorization");
  const given = bearerOf(header);
  const network = addressRange(c.env.ip) ?? "unknown";
  const who = given ? sha256(given).toString("base64") : null;
  const early = who && refused.of(who);
  if (early) return waitLonger(c, early, began);
  const looked = worked.has(`${who} ${network}`) || lookups(network, perNetwork);
  if (looked !== true && !looked.success)
    return waitLonger(c, { ...looked, until: 0, holder: null, perMinute: perNetwork.perMinute }, began);
  const admitted = given ? await admitProgram(given, originOf(c)) : null;
  const holder = admitted?.holder ?? null;
  const plan = planLimits[holder?.plan ?? "business"];
  // Whoever holds a key elsewhere than its workspace allows takes nothing of the workspace's requests.
  const taken = admitted?.taken ?? strangers(network, plan);
  const headers = limitHeaders(taken);
  const note = (status: number) => holder && noteRequest(requestOf(c, holder, status, began));
  if (!taken.success) {
    const until = Math.min(taken.reset, Date.now() + MOST_MS);
    const refusal = { ...taken, until, remaining: 0, holder, perMinute: plan.perMinute };
    if (holder?.hereToo && who) refused.note(who, refusal);
    return waitLonger(c, refusal, began);
  }
  if (!holder) return unauthorized(header !== undefined, headers);
  if (!holder.hereToo) {
    note(403);
    return problem(403, "This API key may not be used from your address.", {
      code: "forbidden_address",
      headers,
    });
  }
  remember(`${who} ${network}`);
  c.set("actor", holder.actor);
  c.set("holder", holder);
  await next();
  note(c.res.status);
  for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
};

type Refusal = Taken & { until: number; holder: KeyHolder | null; perMinute: number };

/** Longest time for which a refusal is repeated unasked, because a plan or a bucket may change meanwhile. */
const MOST_MS = 2000;

/** Keys that wait for their next request, by their hash. */
const refused = refusedLately<Refusal>();

function waitLonger(
  c: Context<HolderEnv>,
  { holder, perMinute, ...taken }: Refusal,
  began: number,
): Response {
  const headers = limitHeaders(taken);
  if (holder) noteRequest(requestOf(c, holder, 429, began));
  return problem(429, `You may send ${perMinute} requests a minute. Wait, then try again.`, {
    code: "too_often",
    retryAfter: Number(headers["RateLimit-Reset"]),
    headers,
  });
}

/** Lookups of keys that never worked on their network, so that a flood of made-up ones is no flood of queries. */
const lookups = localBuckets();
const perNetwork = { perMinute: 6000, burst: 1000, rate: 100, every: "1 s" } as const;

/** Keys, by their hash, and networks where they worked, so that strangers on a network hold none of them up. */
const worked = new Set<string>();
const MOST_WORKED = 10_000;

function remember(who: string) {
  if (worked.size >= MOST_WORKED && !worked.has(who)) worked.clear();
  worked.add(who);
}

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
