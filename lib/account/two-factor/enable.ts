import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { sessions } from "#db/schema/sessions.ts";
import { totpEnrolments } from "#db/schema/two-factor.ts";
import { users } from "#db/schema/users.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { endPendingSignIns, revokeSessions } from "#lib/account/sessions/revoke.ts";
import { stillSignedIn } from "#lib/account/sessions/still-signed-in.ts";
import { command } from "#lib/core/command.ts";
import { AppError, conflict, invalid } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { openEnrolment } from "./enrolment.ts";
import { enabledMail } from "./mails.ts";
import { readCode } from "./read-code.ts";
import { replaceRecoveryCodes } from "./recovery-codes.ts";
import { totpPlace } from "./spend-totp.ts";
import { totpStepOf } from "./totp.ts";

/**
 * Turns two-factor on by a code of the secret this session was shown, and spends that code. Ends the user's other
 * sessions and every waiting sign-in. Returns ten recovery codes, which cannot be read again.
 * @throws AppError invalid for a wrong code, conflict when no secret waits or it is on already.
 */
export const enableTwoFactor = command({
  name: "two_factor.enable",
  allow: signedIn,
  fresh: true,
  limit: { per: "user", max: 30, windowSeconds: 3600 },
  locks: "account",
  input: z.object({
    code: bounded(100, { missing: "Enter the code.", tooLong: "That is longer than any code." }),
  }),
  async run(context, { code }) {
    const { tx, vault, actor } = context;
    const typed = readCode(code);
    if (typed === "empty") throw invalid({ code: "Enter the code." });
    const secret = await openEnrolment(context, actor);
    if (!secret) throw conflict("This code waited longer than 15 minutes. Start again for a new one.");
    const step = typeof typed === "object" && "app" in typed ? totpStepOf(secret, typed.app) : null;
    if (step === null) throw wrongCode();

    const { blob, keyId } = await vault.seal(totpPlace(actor.userId), secret);
    const [user] = await tx
      .update(users)
      .set({ totpSecret: blob, totpKeyId: keyId, totpEnabledAt: sql`now()`, totpLastStep: step })
      .where(and(eq(users.id, actor.userId), isNull(users.totpEnabledAt)))
      .returning({ name: users.name, email: users.email });
    if (!user) throw alreadyOn();
    await stillSignedIn(tx, actor);

    await tx.delete(totpEnrolments).where(eq(totpEnrolments.userId, actor.userId));
    const codes = await replaceRecoveryCodes(context, actor.userId);
    await endPendingSignIns(tx, actor.userId);
    const ended = await revokeSessions(tx, actor.userId, actor.sessionId);
    // This session has just shown its second factor.
    await tx
      .update(sessions)
      .set({
        amr: sql`(select array_agg(distinct each) from unnest(${sessions.amr} || '{otp,mfa}'::text[]) each)`,
      })
      .where(eq(sessions.id, actor.sessionId));
    await sendNotice(context, { ...user, id: actor.userId }, enabledMail(user));
    return {
      result: { codes },
      audit: { target: actor.userId, workspaceId: null, detail: { sessionsEnded: ended } },
    };
  },
});

export const alreadyOn = () => conflict("Two-factor authentication is on already.");

const wrongCode = () =>
  new AppError("invalid", "Check the marked fields.", {
    fields: {
      code: "That is not the code the app shows now. Try the next one; if that is wrong too, let your phone set its clock by the network.",
    },
    audit: { workspaceId: null, detail: { because: "wrong code" } },
  });
