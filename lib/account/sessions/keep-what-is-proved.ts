import { and, eq, sql } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import type { Member, User } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/**
 * After a second factor is gone: the asking session counts as proved with two only by one the person still has. Else whoever turns theirs off
 * would go on in a workspace that requires it for as long as the session lives.
 */
export async function keepWhatIsProved(tx: Transaction, { sessionId, userId }: User | Member): Promise<void> {
  await tx
    .update(sessions)
    .set({ amr: sql`array_remove(${sessions.amr}, 'mfa')` })
    .where(
      and(
        eq(sessions.id, sessionId),
        sql`not ('otp' = any(${sessions.amr})
          and exists (select from users u where u.id = ${userId} and u.totp_enabled_at is not null))`,
        sql`not ('hwk' = any(${sessions.amr}) and exists (select from passkeys p where p.user_id = ${userId}))`,
      ),
    );
}
