import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { locate } from "#lib/account/devices/location.ts";
import type { Amr } from "#lib/account/sessions/amr.ts";
import { knowsDevice, rememberDevice } from "#lib/account/sessions/device.ts";
import { closeChallenge, takeChallengeTry } from "#lib/account/two-factor/challenge.ts";
import { CHALLENGE_TRIES } from "#lib/account/two-factor/pending-sign-in.ts";
import { tryCode } from "#lib/account/two-factor/try-code.ts";
import { command } from "#lib/core/command.ts";
import { AppError } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { countAttempt } from "#lib/core/throttle/attempts.ts";
import { beginSession } from "./begin-session.ts";
import { sendWrongCodesAlert } from "./sign-in-alert.ts";
import { causeOfChallenge } from "./start-challenge.ts";

// The third wrong code mails the user, because two wrong ones are usual typing mistakes.
const TRIES_LEFT_AT_ALERT = CHALLENGE_TRIES - 3;
const perAlert = { name: "two-factor:alerted", max: 1, windowSeconds: 86_400 };

/**
 * Completes a sign-in with a code of the authenticator app or a recovery code, for the challenge that the password
 * step left in this browser. Begins one session and returns it with the device cookie to set. Five tries end the
 * challenge; all in one transaction, so that an internal error spends none.
 * @throws AppError conflict when the sign-in is over, invalid for a wrong code, tooOften.
 */
export const passSecondFactor = command({
  name: "session.second_factor",
  allow: visitor,
  input: z.object({
    challenge: bounded(200).default(""),
    code: bounded(100, { missing: "Enter a code.", tooLong: "That is longer than any code." }),
    device: bounded(500).nullish(),
  }),
  prepare: (actor) => locate(actor.origin.ip),
  async run(context, { challenge, code, device }, place) {
    const { tx } = context;
    const { userId, amr, triesLeft, knownDevice } = await takeChallengeTry(tx, challenge);
    const [user] = await tx
      .select({ name: users.name, email: users.email })
      .from(users)
      .where(and(eq(users.id, userId), isNull(users.disabledAt)));
    if (!user) throw new AppError("conflict", "This sign-in is over. Sign in again.");

    const own = knowsDevice(device, userId);
    const tried = await tryCode(context, userId, code, { own, also: triesWords(triesLeft) });
    if (!tried.right) {
      const alert = triesLeft === TRIES_LEFT_AT_ALERT && (await countAttempt(perAlert, userId, tx)).left >= 0;
      if (alert) await sendWrongCodesAlert(context, { ...user, id: userId });
      return tried;
    }

    await closeChallenge(tx, challenge);
    const proved = { userId, amr: [...amr, "otp", "mfa"] satisfies Amr[], knownDevice, place };
    const { session, also } = await beginSession(context, proved);
    return {
      result: { kind: "session" as const, session, device: rememberDevice(device, userId) },
      audit: {
        target: userId,
        userId,
        workspaceId: null,
        detail: { by: tried.by, cause: causeOfChallenge(challenge) },
      },
      also,
    };
  },
});

function triesWords(left: number): string {
  if (left === 0) return "That was the last try: sign in again with your password.";
  return left === 1 ? "One try is left." : `${left} tries are left.`;
}
