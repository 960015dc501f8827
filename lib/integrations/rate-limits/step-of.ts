import type { PlanLimit } from "./plan-limits.ts";

/** Returns the milliseconds between two refills of a bucket. */
export const stepOf = ({ every }: Pick<PlanLimit, "every">): number => Number.parseInt(every, 10) * 1000;
