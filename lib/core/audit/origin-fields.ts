import type { Origin } from "#lib/core/actor.ts";

const USER_AGENT_CHARACTERS = 512;

/** Returns what an entry keeps of a request's origin, or null without address and user agent, as for a job. */
export function originFields({ ip, userAgent }: Origin): Record<string, string> | null {
  if (!ip && !userAgent) return null;
  return {
    ...(ip && { ip }),
    ...(userAgent && { userAgent: userAgent.slice(0, USER_AGENT_CHARACTERS).toWellFormed() }),
  };
}
