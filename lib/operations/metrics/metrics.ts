import { Hono } from "hono";
import type { ApiEnv } from "#lib/api/context.ts";
import { problem } from "#lib/api/problem.ts";
import { safeEqual } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";
import { countedRequests } from "#lib/integrations/rate-limits/take-request.ts";

/** Serves `/metrics` to Prometheus, by the token of METRICS_TOKEN. Without one there is nothing at this address. */
export const metricsRoutes = (tokenOf = () => env().METRICS_TOKEN) =>
  new Hono<ApiEnv>().get("/metrics", (c) => {
    const token = tokenOf();
    if (!token) return problem(404, "There is nothing at this address.");
    const [, given = ""] = /^Bearer +(\S{1,500})$/i.exec(c.req.header("authorization") ?? "") ?? [];
    if (!safeEqual(given, token))
      return problem(401, "Send the token of METRICS_TOKEN: Authorization: Bearer …", {
        headers: { "www-authenticate": 'Bearer realm="Metrics"' },
      });
    return c.text(metricsText(), 200, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
      "cache-control": "no-store",
    });
  });

/** Returns what this process counted, in the text format of Prometheus. */
function metricsText(): string {
  const { shared, local } = countedRequests();
  return [
    "# HELP mailneo_rate_limited_requests_total Requests counted by their rate limit. local: the shared buckets did not answer within 50 ms.",
    "# TYPE mailneo_rate_limited_requests_total counter",
    `mailneo_rate_limited_requests_total{buckets="shared"} ${shared}`,
    `mailneo_rate_limited_requests_total{buckets="local"} ${local}`,
    "",
  ].join("\n");
}
