import { formatNumber } from "#components/ui/format.ts";
import type { Reach } from "#lib/audience/newsletters/reach.ts";

/** Returns "385 people get mail · 4 left out": what a message to the newsletter would meet now. */
export function reachWords(reach: Reach | null, active: number): string {
  if (!reach) return `${formatNumber(active)} subscribers`;
  const gets = `${formatNumber(reach.gets)} ${reach.gets === 1 ? "person gets" : "people get"} mail`;
  return reach.blocked > 0 ? `${gets} · ${formatNumber(reach.blocked)} left out` : gets;
}
