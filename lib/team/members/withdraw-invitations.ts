import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { invitations } from "#db/schema/invitations.ts";
import type { Member, Role } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { owned } from "#lib/core/owned.ts";
import { invitableRoles, mayManage } from "./rules.ts";

/**
 * Withdraws the user's open invitations that their present role (null: none) could not send. They could otherwise
 * return by an invitation of their own. Returns the number of invitations.
 */
export async function withdrawInvitations(
  { tx, actor }: Pick<CommandContext<Member>, "tx" | "actor">,
  userId: string,
  role: Role | null,
): Promise<number> {
  const lost = invitableRoles.filter((each) => role === null || !mayManage(role, each));
  if (lost.length === 0) return 0;
  const ended = await tx
    .update(invitations)
    .set({ cancelledAt: sql`now()` })
    .where(
      and(
        owned(invitations, actor),
        eq(invitations.invitedBy, userId),
        inArray(invitations.role, lost),
        isNull(invitations.acceptedAt),
        isNull(invitations.cancelledAt),
      ),
    )
    .returning({ id: invitations.id });
  return ended.length;
}
