import { and, eq, isNull, lte, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { invitations } from "#db/schema/invitations.ts";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";
import { isFresh, type Member } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { AppError, invalid, reauthenticate } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { countAttempt } from "#lib/core/throttle/attempts.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { noLink } from "#lib/mail/no-link.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import { newcomerMail } from "#lib/mail/platform/platform-mail.ts";
import { aboutAddress } from "#lib/team/members/about-address.ts";
import { notYoursToManage } from "#lib/team/members/lock-team.ts";
import { invitationMail } from "#lib/team/members/mails.ts";
import { nameOfPerson } from "#lib/team/members/person-name.ts";
import { INVITATION_DAYS, type InvitableRole, invitableRoles, mayManage } from "#lib/team/members/rules.ts";
import { nameOfWorkspace } from "#lib/team/members/workspace-name.ts";
import { takeMailTurn } from "./mail-turn.ts";

/** The most characters of the inviter's own words. */
const MOST_MESSAGE = 400;

const perWorkspace = { name: "invitation:workspace", max: 50, windowSeconds: 86_400 };

/**
 * Mails an invitation to the workspace: single use, for 7 days, whether or not the address has an account. Only an
 * owner with a fresh proof invites an admin. `mailed` is false where the mail was held back (see takeMailTurn).
 * @throws AppError
 */
export const invite = command({
  name: "invitation.create",
  allow: workspaceAdmin,
  once: true,
  input: z.object({
    email: emailAddress,
    role: z.enum(invitableRoles, "Choose a role."),
    /** The inviter's own words, which the mail quotes. */
    message: text({ max: MOST_MESSAGE }).superRefine(noLink).optional(),
  }),
  async prepare(actor, { role }) {
    checkMayInvite(actor, role);
    await takeInvitation(actor);
  },
  async run(context, { email, role, message }) {
    const { tx, actor, enqueue } = context;
    const [already] = await tx
      .select({ userId: memberships.userId })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(and(owned(memberships, actor), eq(users.email, email)));
    if (already) throw invalid({ email: "That address is in the team already." });

    await tx
      .update(invitations)
      .set({ cancelledAt: sql`now()` })
      .where(
        and(
          owned(invitations, actor),
          eq(invitations.email, email),
          isNull(invitations.acceptedAt),
          isNull(invitations.cancelledAt),
          lte(invitations.expiresAt, sql`now()`),
        ),
      );
    const turn = await takeMailTurn(tx, actor, email);
    const mailed = turn !== null;
    const seed = randomToken(16);
    const id = uuidv7();
    const [made] = await tx
      .insert(invitations)
      .values({
        id,
        workspaceId: actor.workspaceId,
        email,
        role,
        message: message || null,
        invitedBy: actor.userId,
        ...freshLink(seed),
        heldAt: mailed ? null : sql`now()`,
        shownTokenHash: hashToken(mailedToken("shown_invitation", id)),
      })
      .onConflictDoNothing()
      .returning({ id: invitations.id });
    if (!made) throw invalid({ email: "That address is invited already. Send its invitation again below." });
    const workspace = await nameOfWorkspace(context);
    const mail = { workspace, by: await nameOfPerson(context), role, message };
    if (turn) await enqueue(newcomerMail, invitationMail(email, mail, seed), { turn });

    const about = await aboutAddress(context.vault, actor.workspaceId, email);
    return {
      result: { id, email, mailed },
      audit: {
        target: id,
        detail: { role, ...(message && { message: true }), ...(!mailed && { mailed: false }) },
        about,
      },
    };
  },
});

/** @throws AppError forbidden, or reauthenticate, because making an admin is sensitive. */
export function checkMayInvite(actor: Member, role: InvitableRole) {
  if (!mayManage(actor.role, role)) throw notYoursToManage();
  if (role === "admin" && !isFresh(actor)) throw reauthenticate();
}

/** Returns the columns of an invitation's new link. */
export const freshLink = (seed: string) => ({
  tokenHash: hashToken(mailedToken("invitation", seed)),
  shownTokenHash: null,
  heldAt: null,
  sentAt: sql`now()`,
  expiresAt: sql`now() + make_interval(days => ${INVITATION_DAYS})`,
});

/**
 * Counts one invitation against the workspace's daily limit.
 * @throws AppError tooOften
 */
export async function takeInvitation(actor: Member) {
  const { left, retryAfter } = await countAttempt(perWorkspace, actor.workspaceId);
  if (left >= 0) return;
  const words = `A workspace sends ${perWorkspace.max} invitations a day at most. Try again tomorrow.`;
  throw new AppError("tooOften", words, { retryAfter });
}
