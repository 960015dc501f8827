import { and, asc, isNull, lte, or, sql } from "drizzle-orm";
import { z } from "zod";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { isOpen } from "#lib/account/two-factor/close-recoveries.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { oneByOne } from "#lib/core/jobs/one-by-one.ts";
import { work } from "#lib/core/work.ts";
import { completeAccountRecovery } from "./complete.ts";
import { remindOfAccountRecovery } from "./remind.ts";

/** Completes every five minutes the requests whose 72 hours are over, and sends the reminders that a day is left. */
export const accountRecoverySweep = job({
  name: "account-recovery-sweep",
  input: z.object({}),
  policy: "short",
  retryLimit: 0,
  schedule: "*/5 * * * *",
  async run({ actor }) {
    const { id, dueAt, remindedAt } = accountRecoveries;
    const waiting = await work(actor, ({ tx }) =>
      tx
        .select({ recoveryId: id, due: sql<boolean>`${dueAt} <= now()` })
        .from(accountRecoveries)
        .where(
          and(
            isOpen,
            lte(dueAt, sql`now() + interval '24 hours'`),
            or(isNull(remindedAt), lte(dueAt, sql`now()`)),
          ),
        )
        .orderBy(asc(dueAt), asc(id))
        .limit(500),
    );
    await oneByOne(actor, waiting, {
      about: ({ recoveryId }) => ({ recoveryId }),
      run: ({ recoveryId, due }) =>
        (due ? completeAccountRecovery : remindOfAccountRecovery)(actor, { recoveryId }),
      meanwhile: "notFound",
    });
  },
});
