import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import { invitations } from "#db/schema/invitations.ts";
import { sessions } from "#db/schema/sessions.ts";
import { memberships } from "#db/schema/workspaces.ts";
import type { Actor } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import type { InvitableRole } from "#lib/team/members/rules.ts";

export type OpenInvitation = {
  id: string;
  workspaceId: string;
  workspaceName: string;
  email: string;
  role: InvitableRole;
  invitedBy: string | null;
  expiresAt: Date;
};

/** Returns the invitation of a link that can be accepted; null for an ended, cancelled, used, expired or forged one. */
export async function openInvitation(db: Transaction, token: string): Promise<OpenInvitation | null> {
  const [row] = await db.execute<Omit<OpenInvitation, "expiresAt"> & { expiresAt: string }>(sql`
    select id, workspace_id as "workspaceId", workspace_name as "workspaceName", email, role, invited_by_name as "invitedBy",
      expires_at as "expiresAt"
    from invitation_by_token(${hashToken(token)})
    where accepted_at is null and cancelled_at is null and expires_at > now()`);
  return row ? { ...row, expiresAt: new Date(row.expiresAt) } : null;
}

/**
 * Spends an invitation with one statement and makes the user a member. A present member keeps their role.
 * @throws AppError conflict when the invitation ended meanwhile.
 */
export async function spendInvitation(
  { tx, enterWorkspace }: Pick<CommandContext<Actor>, "tx" | "enterWorkspace">,
  { id, workspaceId }: OpenInvitation,
  token: string,
  userId: string,
) {
  await enterWorkspace(workspaceId);
  const [spent] = await tx
    .update(invitations)
    .set({ acceptedAt: sql`now()`, acceptedBy: userId })
    .where(
      and(
        eq(invitations.id, id),
        eq(invitations.workspaceId, workspaceId),
        or(eq(invitations.tokenHash, hashToken(token)), eq(invitations.shownTokenHash, hashToken(token))),
        isNull(invitations.acceptedAt),
        isNull(invitations.cancelledAt),
        gt(invitations.expiresAt, sql`now()`),
      ),
    )
    .returning({ role: invitations.role });
  if (!spent) throw deadInvitation();
  await tx.insert(memberships).values({ workspaceId, userId, role: spent.role }).onConflictDoNothing();
}

/** Moves this session to the joined workspace from its next request on. */
export async function workIn(
  tx: Transaction,
  actor: { sessionId: string; userId: string },
  workspaceId: string,
) {
  await tx
    .update(sessions)
    .set({ workspaceId })
    .where(and(eq(sessions.id, actor.sessionId), eq(sessions.userId, actor.userId)));
}

export const deadInvitation = () =>
  new AppError(
    "conflict",
    "This invitation does not work any more. Invitations work once, for 7 days, and can be taken back. Ask for a new one.",
  );
