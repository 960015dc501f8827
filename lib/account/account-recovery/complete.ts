import { and, eq, lte, sql } from "drizzle-orm";
import { z } from "zod";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { lockPerson } from "#lib/account/mailed-links/lock-person.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { revokeSessions } from "#lib/account/sessions/revoke.ts";
import { isOpen } from "#lib/account/two-factor/close-recoveries.ts";
import { turnOff } from "#lib/account/two-factor/turn-off.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { installationJob } from "#lib/core/policies.ts";
import { completedMail } from "./mails.ts";
import { requestColumns, sightingOfRequest } from "./sighting.ts";

/**
 * Carries out a request without an objection in time. Removes the second factor and the recovery codes, and ends
 * every session. The user then signs in with the password again.
 * @throws AppError notFound when it is not due or not open any more.
 */
export const completeAccountRecovery = command({
  name: "account_recovery.complete",
  allow: installationJob,
  input: z.object({ recoveryId: z.uuid() }),
  async run(context, { recoveryId }) {
    const { tx } = context;
    await lockPerson(tx, { recovery: recoveryId });
    const [due] = await tx
      .update(accountRecoveries)
      .set({ completedAt: sql`now()` })
      .where(and(eq(accountRecoveries.id, recoveryId), isOpen, lte(accountRecoveries.dueAt, sql`now()`)))
      .returning(requestColumns);
    if (!due) throw notFound("request");

    const user = await turnOff(tx, due.userId);
    const ended = await revokeSessions(tx, due.userId);
    if (user) {
      const asked = await sightingOfRequest(tx, due);
      await sendNotice(context, { ...user, id: due.userId }, completedMail(user), asked);
    }
    return {
      result: undefined,
      audit: { target: recoveryId, userId: due.userId, detail: { sessionsEnded: ended } },
    };
  },
});
