import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { memberships } from "#db/schema/workspaces.ts";
import { readersZone } from "#lib/account/notices/facts.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { roleNames } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { rolesAdmitted, workspaceAdmin } from "#lib/core/policies.ts";
import { stoppedNow } from "#lib/integrations/api-keys/stopped-now.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { timeWords } from "#lib/mail/platform/time-words.ts";
import { type KeysMade, keysMadeWords, settleKeysMade } from "./keys-made.ts";
import { lastOwner, lockTeam, notYoursToManage } from "./lock-team.ts";
import { roleChangedMail, roleGivenMail } from "./mails.ts";
import { mayManage } from "./rules.ts";
import { withdrawInvitations } from "./withdraw-invitations.ts";
import { nameOfWorkspace } from "./workspace-name.ts";

const madeKeysAs = rolesAdmitted(workspaceAdmin.name) ?? [];
const noKeys: KeysMade = { keysRevoked: [], keysKept: [] };

/**
 * Gives a member another role, effective from their next request, because every request reads it.
 * @throws AppError
 */
export const changeRole = command({
  name: "member.change_role",
  allow: workspaceAdmin,
  fresh: true,
  locks: "team",
  input: z.object({
    userId: z.uuid("That member no longer exists."),
    role: z.enum(roleNames, "Choose a role."),
    /** Whether the API keys that they made end, where they may make none any more. Yes where nobody chose. */
    revokeKeys: z.boolean().default(true),
  }),
  async run(context, { userId, role, revokeKeys }) {
    const { tx, actor, enqueue } = context;
    const team = await lockTeam(context);
    const them = team.find(userId);
    if (!mayManage(team.me.role, them.role) || !mayManage(team.me.role, role)) throw notYoursToManage();
    if (them.role === role) throw conflict(`${them.name} has that role already.`);
    if (team.isLastOwner(them)) throw lastOwner();

    await tx
      .update(memberships)
      .set({ role })
      .where(and(owned(memberships, actor), eq(memberships.userId, userId)));
    const invitationsWithdrawn = await withdrawInvitations(context, userId, role);
    const loses = madeKeysAs.includes(them.role) && !madeKeysAs.includes(role);
    const keys = loses ? await settleKeysMade(context, userId, revokeKeys) : noKeys;
    // The database stopped it with the role and the keys.
    const { also, words, ...stopped } = await stoppedNow(tx, actor);
    const behind = [keysMadeWords(keys), words].filter((each) => each !== null);
    const workspace = await nameOfWorkspace(context);
    const time = timeWords(new Date(), await readersZone(tx, userId));
    await enqueue(platformMail, roleChangedMail(them, { workspace, by: team.me.name, role, time }));
    await sendNotice(
      context,
      { id: actor.userId, email: team.me.email },
      roleGivenMail(team.me, { workspace, to: them.name, role, behind }),
    );

    return {
      result: { userId, name: them.name, role, ...keys, ...stopped },
      audit: {
        target: userId,
        detail: { invitationsWithdrawn, ...(loses && { ...keys, ...stopped }) },
        changed: { role: [them.role, role] },
        about: { userId, fields: { member: them.name, address: them.email } },
      },
      also,
    };
  },
});
