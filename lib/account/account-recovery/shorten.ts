import { and, eq, exists, gt, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { accountRecoveries } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { isOpen } from "#lib/account/two-factor/close-recoveries.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceOwner } from "#lib/core/policies.ts";
import { issueCancelLink } from "./issue-cancel-link.ts";
import { shortenedMail } from "./mails.ts";
import { requestColumns, sightingOfRequest } from "./sighting.ts";

/**
 * Vouches, as an owner who knows the member, for the member's request: an hour is left of its 72. The member, told
 * by mail, may still object.
 * @throws AppError notFound when no fellow member has such a request, or no more than an hour is left.
 */
export const shortenAccountRecovery = command({
  name: "account_recovery.shorten",
  allow: workspaceOwner,
  fresh: true,
  input: z.object({ recoveryId: z.uuid() }),
  async run(context, { recoveryId }) {
    const { tx, actor } = context;
    const ofFellowMember = exists(
      tx
        .select({ one: sql`1` })
        .from(memberships)
        .where(
          and(
            eq(memberships.workspaceId, actor.workspaceId),
            eq(memberships.userId, accountRecoveries.userId),
            ne(memberships.userId, actor.userId),
          ),
        ),
    );
    const [shortened] = await tx
      .update(accountRecoveries)
      .set({ dueAt: sql`now() + interval '1 hour'`, shortenedBy: actor.userId, remindedAt: sql`now()` })
      .where(
        and(
          eq(accountRecoveries.id, recoveryId),
          isOpen,
          gt(accountRecoveries.dueAt, sql`now() + interval '1 hour'`),
          ofFellowMember,
        ),
      )
      .returning(requestColumns);
    if (!shortened) throw notFound("request");

    const { userId, dueAt } = shortened;
    const [user] = await tx
      .select({ name: users.name, email: users.email })
      .from(users)
      .where(eq(users.id, userId));
    if (!user) throw notFound("request");
    const seed = await issueCancelLink(tx, { recoveryId, userId, email: user.email });
    const asked = await sightingOfRequest(tx, shortened);
    await sendNotice(
      context,
      { ...user, id: userId },
      shortenedMail(user, { at: dueAt, zone: asked.zone }, seed),
      asked,
    );
    return { result: { dueAt }, audit: { target: recoveryId, detail: { member: userId } } };
  },
});
