import { and, lt, not, sql } from "drizzle-orm";
import { z } from "zod";
import { webauthnChallenges } from "#db/schema/passkeys.ts";
import { emailTokens, loginChallenges } from "#db/schema/sessions.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";

const longAgo = sql`now() - interval '30 days'`;

/**
 * The password of a second sign-up is kept for as long as the address is not proved: by it a new link asks for that password, whose sign-up
 * it belongs to. Forgotten, the link would open the account with the first one's, who may be a stranger.
 */
const stillAsked = sql`(${emailTokens.purpose} = 'verify_email' and ${emailTokens.passwordHash} is not null
  and exists (select from users u where u.id = ${emailTokens.userId} and u.email_verified_at is null))`;

/**
 * Each night: challenges and mailed links that stopped working a month ago, counters nobody waits for, and sessions over for a
 * year, which is as long as a new sign-in is compared with earlier ones. What is kept of people is what is used (GDPR 5(1)(e)).
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
