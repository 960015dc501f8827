import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";

/**
 * Stops sending through an account until its server's limit ends, for every campaign, and says why in words for its owner. Returns the
 * failures in a row. A limit without a time in the server's words waits twice as long each time, up to a day.
 */
export const waitForLimit = command({
  name: "email_account.wait",
  allow: workspaceJob,
  input: z.object({
    accountId: z.uuid(),
    words: text({ max: 500 }).min(1),
    seconds: z
      .int()
      .min(1)
      .max(31 * 86_400),
    /** True when the server named the time. */
    said: z.boolean(),
  }),
  async run({ tx, actor }, { accountId, words, seconds, said }) {
    const grown = sql`least(${seconds} * power(2, least(coalesce(h.consecutive_failures, 0), 10)), greatest(${seconds}, 86400))`;
    const [row] = await tx.execute<{ failures: number; until: string }>(sql`
      insert into email_account_health as t (account_id, workspace_id, last_failed_at, failure, consecutive_failures, limited_until)
      select a.id, a.workspace_id, now(), ${words}, 1, now() + make_interval(secs => ${said ? sql`${seconds}` : grown})
      from email_accounts a left join email_account_health h on h.workspace_id = a.workspace_id and h.account_id = a.id
      where a.workspace_id = ${actor.workspaceId} and a.id = ${accountId}
      on conflict (workspace_id, account_id) do update set last_failed_at = now(), failure = excluded.failure,
        -- Several workers hear of one limit.
        consecutive_failures = t.consecutive_failures + case when t.limited_until > now() then 0 else 1 end,
        limited_until = greatest(t.limited_until, excluded.limited_until)
      returning consecutive_failures as failures, to_char(limited_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as until`);
    if (!row) throw notFound("account");
    return {
      result: { failures: row.failures },
      audit: { target: accountId, detail: { reason: words, until: row.until } },
    };
  },
});
