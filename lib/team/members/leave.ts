import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { endMembership } from "./end-membership.ts";
import { lastOwner, lockTeam } from "./lock-team.ts";
import { memberLeftMail } from "./mails.ts";
import { nameOfWorkspace } from "./workspace-name.ts";

/**
 * Ends the caller's own membership. The owners are told which API keys and webhooks they made and which mail passwords they know.
 * @throws AppError conflict for the only owner.
 */
export const leaveWorkspace = command({
  name: "member.leave",
  allow: workspaceViewer,
  limit: { per: "user", max: 30, windowSeconds: 3600 },
  locks: "team",
  input: z.object({}),
  async run(context) {
    const team = await lockTeam(context);
    if (team.isLastOwner(team.me)) throw lastOwner();
    const workspace = await nameOfWorkspace(context);
    const { behind, also, words } = await endMembership(context, team.me.userId, false);
    const { mailAccounts, keysKept, webhooksHeld } = behind;
    const page = keysKept.length > 0 ? "keys" : webhooksHeld.length > 0 ? "webhooks" : "team";
    if (words.length > 0 || mailAccounts.length > 0)
      for (const owner of team.owners.filter(({ userId }) => userId !== team.me.userId))
        await context.enqueue(
          platformMail,
          memberLeftMail(owner, { workspace, whom: team.me.name, mailAccounts, behind: words, page }),
        );

    return {
      result: { workspace },
      audit: {
        target: team.me.userId,
        detail: { role: team.me.role, ...behind },
        about: { userId: team.me.userId, fields: { member: team.me.name, address: team.me.email } },
      },
      also,
    };
  },
});
