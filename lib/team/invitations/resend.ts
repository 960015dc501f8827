import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { invitations } from "#db/schema/invitations.ts";
import { command } from "#lib/core/command.ts";
import { notFound, tooOften } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { randomToken } from "#lib/crypto/tokens.ts";
import { newcomerMail } from "#lib/mail/platform/platform-mail.ts";
import { aboutAddress } from "#lib/team/members/about-address.ts";
import { invitationMail } from "#lib/team/members/mails.ts";
import { nameOfPerson } from "#lib/team/members/person-name.ts";
import { nameOfWorkspace } from "#lib/team/members/workspace-name.ts";
import { checkMayInvite, freshLink, takeInvitation } from "./create.ts";
import { takeMailTurn } from "./mail-turn.ts";

/**
 * Mails an open invitation again with the inviter's words and a new link, for another 7 days; the earlier link stops
 * working. At most once a minute. Where the mail is held back, the links stay and work for another 7 days.
 * @throws AppError
 */
export const resendInvitation = command({
  name: "invitation.resend",
  allow: workspaceAdmin,
  input: z.object({ invitationId: z.uuid("That invitation no longer exists.") }),
  prepare: takeInvitation,
  async run(context, { invitationId }) {
    const { tx, actor, enqueue } = context;
    const [invitation] = await tx
      .select({
        email: invitations.email,
        role: invitations.role,
        message: invitations.message,
        wait: sql<number>`60 - extract(epoch from now() - ${invitations.sentAt})::int`,
      })
      .from(invitations)
      .where(
        and(
          owned(invitations, actor),
          eq(invitations.id, invitationId),
          isNull(invitations.acceptedAt),
          isNull(invitations.cancelledAt),
        ),
      )
      .for("update");
    if (!invitation) throw notFound("invitation");
    const { email, role, wait } = invitation;
    const message = invitation.message ?? undefined;
    checkMayInvite(actor, role);
    if (wait > 0) throw tooOften(wait);
    const turn = await takeMailTurn(tx, actor, email);
    const mailed = turn !== null;

    const seed = randomToken(16);
    const { sentAt, expiresAt, ...link } = freshLink(seed);
    await tx
      .update(invitations)
      .set({ sentAt, expiresAt, ...(mailed ? link : { heldAt: sql`now()` }), invitedBy: actor.userId })
      .where(and(owned(invitations, actor), eq(invitations.id, invitationId)));
    const workspace = await nameOfWorkspace(context);
    const mail = { workspace, by: await nameOfPerson(context), role, message };
    if (turn) await enqueue(newcomerMail, invitationMail(email, mail, seed), { turn });

    const about = await aboutAddress(context.vault, actor.workspaceId, email);
    const detail = { role, ...(!mailed && { mailed: false }) };
    return { result: { email, mailed }, audit: { target: invitationId, detail, about } };
  },
});
