import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { command } from "#lib/core/command.ts";
import { AppError } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { deadInvitation, openInvitation, spendInvitation, workIn } from "./open.ts";

/**
 * Joins a workspace by the link mailed to the signed-in user's own, verified address, and moves the session to it.
 * @throws AppError
 */
export const acceptInvitation = command({
  name: "invitation.accept",
  allow: signedIn,
  limit: { per: "user", max: 30, windowSeconds: 3600 },
  locks: "account",
  input: z.object({ token: bounded(200) }),
  async run(context, { token }) {
    const { tx, actor } = context;
    const invitation = await openInvitation(tx, token);
    if (!invitation) throw deadInvitation();
    const [user] = await tx
      .select({ email: users.email, verifiedAt: users.emailVerifiedAt })
      .from(users)
      .where(eq(users.id, actor.userId));
    if (user?.email !== invitation.email || !user.verifiedAt) throw notYourInvitation();

    await spendInvitation(context, invitation, token, actor.userId);
    await workIn(tx, actor, invitation.workspaceId);

    const { id, workspaceId, workspaceName, email, role } = invitation;
    return {
      result: { workspace: workspaceName },
      audit: {
        target: id,
        workspaceId,
        detail: { role, account: "had one" },
        about: { userId: actor.userId, fields: { address: email } },
      },
    };
  },
});

const notYourInvitation = () =>
  new AppError("forbidden", "This invitation is for another address than the one you are signed in with.");
