import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { planLimits } from "#lib/integrations/rate-limits/plan-limits.ts";
import { takeRequest } from "#lib/integrations/rate-limits/take-request.ts";
import { metricsRoutes } from "./metrics.ts";

const token = "a-token-of-more-than-sixteen";
const ask = (given: string | null, of: string | undefined = token) =>
  metricsRoutes(() => of).request("/metrics", given ? { headers: { authorization: `Bearer ${given}` } } : {});

test("metrics open by their token alone", async () => {
  const statuses = [await ask(token), await ask("another"), await ask(null), await ask(token, "")];
  expect(statuses.map(({ status }) => status)).toEqual([200, 401, 401, 404]);
});

test("metrics count each limited request once, shared or local", async () => {
  const counted = async () => {
    const text = await (await ask(token)).text();
    return [...text.matchAll(/^mailneo_rate_limited_requests_total\{buckets="\w+"\} (\d+)$/gm)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
  };
  const before = await counted();
  for (let n = 0; n < 3; n++) await takeRequest(uuidv7(), planLimits.starter);
  expect(await counted()).toBe(before + 3);
});
