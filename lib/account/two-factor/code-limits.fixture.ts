import { counterKey } from "#lib/core/throttle/attempts.ts";
import { ownerSql } from "#testing/factories.ts";
import { codeLockout } from "./code-limits.ts";

/** Lets the lockout of a bucket end. */
export async function passWait(bucket: string) {
  await ownerSql()`update attempt_counters set window_ends_at = window_ends_at - (blocked_until - now()), blocked_until = now()
    where key_hash = ${counterKey(codeLockout, bucket)} and blocked_until > now()`;
}
