import { lt, sql } from "drizzle-orm";
import { z } from "zod";
import { webauthnChallenges } from "#db/schema/passkeys.ts";
import { emailTokens, loginChallenges, loginTickets } from "#db/schema/sessions.ts";
import { job } from "#lib/core/jobs.ts";
import { work } from "#lib/core/work.ts";

/**
 * Each night: tickets, challenges and mailed links that stopped working a month ago, counters nobody waits for, and sessions over for a
 * year, which is as long as a new sign-in is compared with earlier ones. What is kept of people is what is used (GDPR 5(1)(e)).
 */
export const sweepSignIns = job({
  name: "sign-in-sweep",
  input: z.object({}),
  schedule: "40 3 * * *",
  async run({ actor }) {
    await work(actor, async ({ tx }) => {
      for (const table of [loginTickets, loginChallenges, webauthnChallenges, emailTokens])
        await tx.delete(table).where(lt(table.expiresAt, sql`now() - interval '30 days'`));
      await tx.execute(sql`delete from totp_enrolments where expires_at < now()`);
      await tx.execute(sql`delete from attempt_counters where window_ends_at < now() - interval '1 day'`);
      await tx.execute(sql`delete from sessions where last_seen_at < now() - interval '1 year'
        and (revoked_at is not null or absolute_expires_at < now())`);
    });
  },
});
