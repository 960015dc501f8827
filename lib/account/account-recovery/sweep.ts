import { and, asc, isNull, lte, or, sql } from "drizzle-orm";
import { z } from "zod";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { isOpen } from "#lib/account/two-factor/close-recoveries.ts";
import { AppError } from "#lib/core/errors.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { logError } from "#lib/core/log.ts";
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
    for (const { recoveryId, due } of waiting) {
      try {
        await (due ? completeAccountRecovery : remindOfAccountRecovery)(actor, { recoveryId });
      } catch (error) {
        // Another worker may have completed or cancelled it meanwhile. One that fails must not hold up the others.
        if (!(error instanceof AppError && error.code === "notFound")) logError(error, { recoveryId });
      }
    }
  },
});
