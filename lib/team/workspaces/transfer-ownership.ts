import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { memberships } from "#db/schema/workspaces.ts";
import { readersZone } from "#lib/account/notices/facts.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { command } from "#lib/core/command.ts";
import { conflict, forbidden, invalid } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceOwner } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { timeWords } from "#lib/mail/platform/time-words.ts";
import { lockTeam } from "#lib/team/members/lock-team.ts";
import { ownershipGivenMail, ownershipReceivedMail } from "#lib/team/members/mails.ts";
import { nameOfWorkspace } from "#lib/team/members/workspace-name.ts";

/**
 * Makes another member the owner in place of the actor, who becomes an admin. `typed` is the workspace's name.
 * @throws AppError
 */
export const transferOwnership = command({
  name: "workspace.transfer_ownership",
  allow: workspaceOwner,
  fresh: true,
  locks: "team",
  input: z.object({ userId: z.uuid("Choose a member."), typed: bounded(200).default("") }),
  async run(context, { userId, typed }) {
    const { tx, actor, enqueue } = context;
    const team = await lockTeam(context);
    if (team.me.role !== "owner") throw forbidden();
    const them = team.find(userId);
    if (them.userId === team.me.userId) throw conflict("You are the owner already.");
    const workspace = await nameOfWorkspace(context);
    if (typed.trim() !== workspace) throw invalid({ typed: `Type ${workspace} to confirm.` });

    const become = (who: string, role: "owner" | "admin") =>
      tx
        .update(memberships)
        .set({ role })
        .where(and(owned(memberships, actor), eq(memberships.userId, who)));
    await become(userId, "owner");
    await become(actor.userId, "admin");
    const time = timeWords(new Date(), await readersZone(tx, userId));
    await enqueue(platformMail, ownershipReceivedMail(them, { workspace, by: team.me.name, time }));
    await sendNotice(
      context,
      { id: actor.userId, email: team.me.email },
      ownershipGivenMail(team.me, { workspace, to: them.name }),
    );

    return {
      result: { name: them.name, workspace },
      audit: {
        target: userId,
        changed: { role: [them.role, "owner"] },
        about: { userId, fields: { member: them.name, address: them.email } },
      },
    };
  },
});
