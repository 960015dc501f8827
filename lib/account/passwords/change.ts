import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { burnResets } from "#lib/account/mailed-links/issue-email-token.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { endAll } from "#lib/account/sessions/end-all.ts";
import { rotateSession } from "#lib/account/sessions/rotate.ts";
import { isFresh, type Member, type User } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { AppError, conflict, invalid, reauthenticate } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { readCredentialsOf } from "./credentials.ts";
import { hashOrBusy, verifyOrBusy } from "./hash-or-busy.ts";
import { passwordChangedMail } from "./mails.ts";
import { newPassword } from "./new-password.ts";
import { normalPassword } from "./rules.ts";
import { checkForPerson, setPassword } from "./set-password.ts";
import { turnOf } from "./turn.ts";

const perSession = { name: "password-change:session", max: 5, windowSeconds: 900 };

const input = z.object({
  currentPassword: bounded(1000, {
    missing: "Enter your password.",
    tooLong: "That is longer than any password here.",
  }).min(1, "Enter your password."),
  password: newPassword,
});

/**
 * Changes the signed-in user's password. Asks for the current one and, with a second factor on, for a fresh proof.
 * Ends every other session and gives this one a new id. Returns the new cookie's contents. Five tries per 15
 * minutes.
 * @throws AppError
 */
export const changePassword = command({
  name: "password.change",
  allow: signedIn,
  limit: { per: "user", max: 60, windowSeconds: 3600 },
  locks: "account",
  input,
  prepare: checkAndHash,
  async run(context, { password }, { before, passwordHash }) {
    const { tx, actor } = context;
    const [person] = await tx
      .select({ id: users.id, email: users.email, name: users.name })
      .from(users)
      .where(and(eq(users.id, actor.userId), eq(users.passwordHash, before)))
      .for("update");
    if (!person) throw conflict("Your password was changed meanwhile. Nothing was changed now.");
    await checkForPerson(tx, person, password);

    await setPassword(tx, person.id, passwordHash);
    await burnResets(tx, person.id);
    const ended = await endAll(tx, person.id, actor.sessionId);
    const session = await rotateSession(tx, actor);
    await sendNotice(context, person, passwordChangedMail(person));

    return {
      result: session,
      audit: { target: person.id, workspaceId: null, detail: { sessionsEnded: ended } },
    };
  },
});

async function checkAndHash(actor: User | Member, { currentPassword, password }: z.output<typeof input>) {
  const user = await readCredentialsOf(actor.userId);
  if (user?.secondFactor && !isFresh(actor)) throw reauthenticate();
  await takeAttempt(perSession, actor.sessionId);
  const right = await verifyOrBusy(currentPassword, user?.passwordHash ?? null, turnOf(actor));
  if (!right || !user?.passwordHash) throw wrongPassword();
  if (normalPassword(password) === normalPassword(currentPassword))
    throw invalid({ password: "That is your password already. Choose another one." });
  return { before: user.passwordHash, passwordHash: await hashOrBusy(password, turnOf(actor)) };
}

const wrongPassword = () =>
  new AppError("invalid", "Check the marked fields.", {
    fields: { currentPassword: "That is not your password." },
    audit: { workspaceId: null, detail: { because: "wrong password" } },
  });
