import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { endMembership } from "./end-membership.ts";
import { lastOwner, lockTeam } from "./lock-team.ts";
import { nameOfWorkspace } from "./workspace-name.ts";

/**
 * Ends the caller's own membership.
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
    const behind = await endMembership(context, team.me.userId);

    return {
      result: { workspace },
      audit: {
        target: team.me.userId,
        detail: { role: team.me.role, ...behind },
        about: { userId: team.me.userId, fields: { member: team.me.name, address: team.me.email } },
      },
    };
  },
});
