import { and, lt, not, sql } from "drizzle-orm";
import { z } from "zod";
import { webauthnChallenges } from "#db/schema/passkeys.ts";
import { emailTokens, loginChallenges } from "#db/schema/sessions.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";

const longAgo = sql`now() - interval '30 days'`;

/**
 * Selects links that keep the password of a second sign-up until the address is verified, because a new link asks
 * for it. Without it, the link would open the account with the first sign-up's password, which may be an
 * attacker's.
 */
const stillAsked = sql`(${emailTokens.purpose} = 'verify_email' and ${emailTokens.passwordHash} is not null
  and exists (select from users u where u.id = ${emailTokens.userId} and u.email_verified_at is null))`;

/**
 * Deletes each night the challenges and mailed links that expired a month ago, and expired attempt counters.
 * Deletes sessions that ended and were last used a year ago, because a new sign-in is compared with one year of
 * earlier ones. Personal data is kept only while it is used (GDPR 5(1)(e)).
 */
export const sweepSignIns = job({
  name: "sign-in-sweep",
  input: z.object({}),
  schedule: "40 3 * * *",
  async run({ actor }) {
    await work(actor, async ({ tx }) => {
      for (const table of [loginChallenges, webauthnChallenges])
        await tx.delete(table).where(lt(table.expiresAt, longAgo));
      await tx.delete(emailTokens).where(and(lt(emailTokens.expiresAt, longAgo), not(stillAsked)));
      await tx.execute(sql`delete from totp_enrolments where expires_at < now()`);
      await tx.execute(sql`delete from attempt_counters where window_ends_at < now() - interval '1 day'`);
      await tx.execute(sql`delete from sessions where last_seen_at < now() - interval '1 year'
        and (revoked_at is not null or absolute_expires_at < now())`);
    });
  },
});
