import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { invitations } from "#db/schema/invitations.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { aboutAddress } from "#lib/team/members/about-address.ts";
import { notYoursToManage } from "#lib/team/members/lock-team.ts";
import { mayManage } from "#lib/team/members/rules.ts";

/**
 * Cancels an open invitation; its link stops working at once.
 * @throws AppError
 */
export const cancelInvitation = command({
  name: "invitation.cancel",
  allow: workspaceAdmin,
  input: z.object({ invitationId: z.uuid("That invitation no longer exists.") }),
  async run({ tx, actor, vault }, { invitationId }) {
    const [invitation] = await tx
      .update(invitations)
      .set({ cancelledAt: sql`now()` })
      .where(
        and(
          owned(invitations, actor),
          eq(invitations.id, invitationId),
          isNull(invitations.acceptedAt),
          isNull(invitations.cancelledAt),
        ),
      )
      .returning({ email: invitations.email, role: invitations.role });
    if (!invitation) throw notFound("invitation");
    if (!mayManage(actor.role, invitation.role)) throw notYoursToManage();

    const { email, role } = invitation;
    const about = await aboutAddress(vault, actor.workspaceId, email);
    return { result: { email }, audit: { target: invitationId, detail: { role }, about } };
  },
});
