import type { Origin } from "#lib/core/actor.ts";

const USER_AGENT_CHARACTERS = 512;

/** Returns what an entry keeps of where a request came from; null for a job, which came from nowhere. */
export function originFields({ ip, userAgent }: Origin): Record<string, string> | null {
  if (!ip && !userAgent) return null;
  return {
    ...(ip && { ip }),
    ...(userAgent && { userAgent: userAgent.slice(0, USER_AGENT_CHARACTERS).toWellFormed() }),
  };
}
