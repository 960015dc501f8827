import { lt, sql } from "drizzle-orm";
import { z } from "zod";
import { webauthnChallenges } from "#db/schema/passkeys.ts";
import { loginChallenges } from "#db/schema/sessions.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { work } from "#lib/core/work.ts";

const longAgo = sql`now() - interval '30 days'`;

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
      await tx.execute(sql`delete from totp_enrolments where expires_at < now()`);
      await tx.execute(sql`delete from attempt_counters where window_ends_at < now() - interval '1 day'`);
      await tx.execute(sql`select sweep_links_and_sessions()`);
    });
  },
});
