import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { lockPerson } from "#lib/account/mailed-links/lock-person.ts";
import { endAll } from "#lib/account/sessions/end-all.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { demandInstallationOwner, ofInstallation } from "#lib/operations/installation-owner.ts";
import { sessionsEndedMail } from "./mails.ts";

/**
 * Ends every session of an account, and each of its sign-ins that wait for a second factor. For the installation's owner,
 * such as after a lost device (ASVS 7.4.5). The log of the installation and that of the account both say so, and a mail
 * tells the person.
 * @throws AppError notFound for all users but the installation's owner, conflict for their own account.
 */
export const endAccountSessions = command({
  name: "account.end_sessions",
  allow: signedIn,
  fresh: true,
  limit: { per: "user", max: 120, windowSeconds: 3600 },
  input: z.object({ userId: z.uuid("That account no longer exists.") }),
  async run({ tx, actor, enqueue }, { userId }) {
    await demandInstallationOwner(tx, actor);
    if (userId === actor.userId)
      throw conflict("This is your own account. Sign its other browsers out under Security, Sessions.");
    await lockPerson(tx, { person: userId });
    const [user] = await tx
      .select({ name: users.name, email: users.email })
      .from(users)
      .where(and(eq(users.id, userId), isNull(users.disabledAt)));
    if (!user) throw notFound("account");

    const sessionsEnded = await endAll(tx, userId);
    await enqueue(platformMail, sessionsEndedMail(user));
    const entry = { target: userId, detail: { sessionsEnded } };
    return {
      result: { name: user.name, sessionsEnded },
      audit: { ...entry, ...ofInstallation },
      also: [
        { action: "account.end_sessions", result: "done", entry: { ...entry, userId, workspaceId: null } },
      ],
    };
  },
});
