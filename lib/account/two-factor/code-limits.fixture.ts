import { counterKey } from "#lib/core/throttle/attempts.ts";
import { ownerSql } from "#testing/factories.ts";
import { closing } from "./code-limits.ts";

/** Lets the time pass for which a lane is closed. */
export async function passWait(lane: string) {
  await ownerSql()`update attempt_counters set window_ends_at = window_ends_at - (blocked_until - now()), blocked_until = now()
    where key_hash = ${counterKey(closing, lane)} and blocked_until > now()`;
}
