import { and, eq, gt, isNull, lte, sql } from "drizzle-orm";
import { z } from "zod";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { isOpen } from "#lib/account/two-factor/close-recoveries.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { installationJob } from "#lib/core/policies.ts";
import { issueCancelLink } from "./issue-cancel-link.ts";
import { reminderMail } from "./mails.ts";
import { requestColumns, sightingOfRequest } from "./sighting.ts";

/**
 * Tells the user once that a day is left to object.
 * @throws AppError notFound when it is not yet time, or they were told already.
 */
export const remindOfAccountRecovery = command({
  name: "account_recovery.remind",
  allow: installationJob,
  input: z.object({ recoveryId: z.uuid() }),
  async run(context, { recoveryId }) {
    const { tx } = context;
    const [waiting] = await tx
      .update(accountRecoveries)
      .set({ remindedAt: sql`now()` })
      .where(
        and(
          eq(accountRecoveries.id, recoveryId),
          isOpen,
          isNull(accountRecoveries.remindedAt),
          gt(accountRecoveries.dueAt, sql`now()`),
          lte(accountRecoveries.dueAt, sql`now() + interval '24 hours'`),
        ),
      )
      .returning(requestColumns);
    if (!waiting) throw notFound("request");

    const { userId, dueAt } = waiting;
    const [user] = await tx
      .select({ name: users.name, email: users.email })
      .from(users)
      .where(eq(users.id, userId));
    if (!user) throw notFound("request");
    const seed = await issueCancelLink(tx, { recoveryId, userId, email: user.email });
    const asked = await sightingOfRequest(tx, waiting);
    await sendNotice(
      context,
      { ...user, id: userId },
      reminderMail(user, { at: dueAt, zone: asked.zone }, seed),
      asked,
    );
    return { result: undefined, audit: { target: recoveryId, userId } };
  },
});
