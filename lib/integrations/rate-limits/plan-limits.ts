import type { Duration } from "@upstash/ratelimit";

export type Plan = "starter" | "professional" | "business";

/** Requests of one workspace: `burst` at once, then `rate` every `every`, which makes `perMinute` a minute. */
export type PlanLimit = { perMinute: number; burst: number; rate: number; every: Duration };

/**
 * The limits of each plan. The library refills in steps, so that "60 every minute" would let nobody through for a minute
 * after a burst. The smallest step with the same rate is therefore used.
 */
export const planLimits: Record<Plan, PlanLimit> = {
  starter: { perMinute: 60, burst: 100, rate: 1, every: "1 s" },
  professional: { perMinute: 100, burst: 200, rate: 5, every: "3 s" },
  business: { perMinute: 300, burst: 500, rate: 5, every: "1 s" },
};
