import { and, eq, sql } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import type { Member, User } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

/**
 * Updates the asking session after a second factor is removed. It still counts as proved with two only by a factor
 * the user has. Otherwise a user who removes theirs would stay in a workspace that demands two for as long as the
 * session lives.
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
