import { sql } from "drizzle-orm";
import { z } from "zod";
import { readersZone } from "#lib/account/notices/facts.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { endAll } from "#lib/account/sessions/end-all.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { timeWords } from "#lib/mail/platform/time-words.ts";
import { endMembership } from "./end-membership.ts";
import { lastOwner, lockTeam, notYoursToManage } from "./lock-team.ts";
import { memberRemovedMail, removedMail } from "./mails.ts";
import { mayManage } from "./rules.ts";
import { nameOfWorkspace } from "./workspace-name.ts";

/**
 * Removes a member from the workspace at once: their next request there is refused. Ends all sessions of a person who has no
 * other workspace.
 * @throws AppError
 */
export const removeMember = command({
  name: "member.remove",
  allow: workspaceAdmin,
  fresh: true,
  limit: { per: "workspace", max: 300, windowSeconds: 3600 },
  locks: "team",
  input: z.object({
    userId: z.uuid("That member no longer exists."),
    /** Whether the API keys that they made end, too. Yes where nobody chose. */
    revokeKeys: z.boolean().default(true),
  }),
  async run(context, { userId, revokeKeys }) {
    const team = await lockTeam(context);
    const them = team.find(userId);
    if (!mayManage(team.me.role, them.role)) throw notYoursToManage();
    if (userId === team.me.userId) throw conflict("To go yourself, leave the workspace.");
    if (team.isLastOwner(them)) throw lastOwner();

    const { behind, also, words } = await endMembership(context, userId, revokeKeys);
    // A person with no workspace left has nothing here to be signed in for.
    if (!(await hasWorkspace(context.tx, userId))) behind.sessionsEnded = await endAll(context.tx, userId);
    const workspace = await nameOfWorkspace(context);
    const time = timeWords(new Date(), await readersZone(context.tx, userId));
    await context.enqueue(platformMail, removedMail(them, { workspace, by: team.me.name, time }));
    await sendNotice(
      context,
      { id: team.me.userId, email: team.me.email },
      memberRemovedMail(team.me, { workspace, whom: them.name, behind: words }),
    );

    return {
      result: {
        name: them.name,
        mailAccounts: behind.mailAccounts,
        keysRevoked: behind.keysRevoked,
        keysKept: behind.keysKept,
        webhooksHeld: behind.webhooksHeld,
      },
      audit: {
        target: userId,
        detail: { role: them.role, ...behind },
        about: { userId, fields: { member: them.name, address: them.email } },
      },
      also,
    };
  },
});

/** Returns whether a user belongs to any workspace, which the wall hides from every other one. */
async function hasWorkspace(tx: Transaction, userId: string): Promise<boolean> {
  const [row] = await tx.execute<{ has: boolean }>(
    sql`select cardinality(workspace_names_of(${userId})) > 0 as has`,
  );
  return row?.has ?? false;
}
