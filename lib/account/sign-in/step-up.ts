import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { sessions } from "#db/schema/sessions.ts";
import { closeRecoveriesOfHolder } from "#lib/account/account-recovery/close.ts";
import { lockPerson } from "#lib/account/mailed-links/lock-person.ts";
import { checkAssertion, type PasskeyProof, passkeyResponse } from "#lib/account/passkeys/check-assertion.ts";
import { recordPasskeyUse } from "#lib/account/passkeys/record-use.ts";
import { readCredentialsOf } from "#lib/account/passwords/credentials.ts";
import { verifyOrBusy } from "#lib/account/passwords/hash-or-busy.ts";
import { turnOf } from "#lib/account/passwords/turn.ts";
import type { Amr } from "#lib/account/sessions/amr.ts";
import { tryCode } from "#lib/account/two-factor/try-code.ts";
import type { Member, User } from "#lib/core/actor.ts";
import type { AuditEntry } from "#lib/core/audit-entry.ts";
import { type CommandContext, command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError, invalid } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";

const perSession = { name: "step-up:session", max: 5, windowSeconds: 900 };

const input = z.object({
  stepUpPassword: bounded(1000).optional(),
  stepUpCode: bounded(100).optional(),
  /** Says that the stronger factor cannot be used here. A password needs it where the user has a passkey. */
  stepUpWithout: z.enum(["passkey"]).optional(),
  /** A passkey's response, and the cookie that names its challenge. */
  stepUpPasskey: passkeyResponse.optional(),
  stepUpChallenge: bounded(200).optional(),
});
type Input = z.output<typeof input>;

/**
 * Proves the user once more, with the strongest factor they have (ASVS 7.5.1), for ten minutes of sensitive
 * actions. A weaker one counts only when the user says that the stronger cannot be used, and the entry says so too. The session gets a new id, so that an earlier copy of the cookie is useless. Five tries per 15 minutes.
 * @throws AppError
 */
export const stepUp = command({
  name: "session.step_up",
  allow: signedIn,
  locks: "account",
  input,
  prepare: checkProof,
  async run(context, given, checked) {
    const { tx, actor } = context;
    await lockPerson(tx, { person: actor.userId });
    const proof = await proofOf(context, given, checked);
    if ("refusal" in proof) return proof;
    const { by } = proof;
    const insteadOf = by !== "passkey" && (await hasPasskey(tx, actor.userId)) ? "passkey" : null;
    if (by !== "password") await closeRecoveriesOfHolder(context, actor.userId);

    const sid = randomToken();
    const [session] = await tx
      .update(sessions)
      .set({
        sidHash: hashToken(sid),
        authTime: sql`now()`,
        amr: sql`(select array_agg(distinct each) from unnest(${sessions.amr} || ${proved[by]}::text[]) each)`,
      })
      .where(
        and(eq(sessions.id, actor.sessionId), eq(sessions.userId, actor.userId), isNull(sessions.revokedAt)),
      )
      .returning({ id: sessions.id, authTime: sessions.authTime });
    if (!session) throw new AppError("conflict", "This session has ended. Sign in again.");

    return {
      result: { userId: actor.userId, sid, authTime: session.authTime },
      audit: { target: session.id, workspaceId: null, detail: { by, ...(insteadOf && { insteadOf }) } },
    };
  },
});

const proved = {
  password: "{pwd}",
  code: "{pwd,otp,mfa}",
  "recovery code": "{pwd,otp,mfa}",
  passkey: "{hwk,user,mfa}",
} satisfies Record<string, `{${string}}` | Amr>;

async function proofOf(
  context: CommandContext<User | Member>,
  { stepUpCode }: Input,
  { passkey, passwordDoes }: Checked,
): Promise<{ by: keyof typeof proved } | { refusal: AppError }> {
  if (passkey) {
    await asField(() => recordPasskeyUse(context.tx, passkey));
    return { by: "passkey" };
  }
  if (passwordDoes) return { by: "password" };
  if (!stepUpCode?.trim()) throw nothingGiven();
  const { userId, sessionId: own } = context.actor;
  return tryCode(context, userId, stepUpCode, { own, field: "stepUpCode" });
}

type Checked = { passkey?: PasskeyProof; passwordDoes?: boolean };

/**
 * Counts the try, then checks the passkey or the password if there is one. Runs before the transaction, because it
 * is slow.
 */
async function checkProof(actor: User | Member, given: Input): Promise<Checked> {
  const { stepUpPassword, stepUpCode, stepUpPasskey: response, stepUpChallenge: challengeId } = given;
  if (!stepUpPassword && !stepUpCode && !response) throw nothingGiven();
  await takeAttempt(perSession, actor.sessionId);
  if (response) {
    const { userId } = actor;
    return {
      passkey: await asField(() => checkAssertion({ response, challengeId, purpose: "step_up", userId })),
    };
  }
  return {
    passwordDoes: stepUpPassword ? await checkPassword(actor, stepUpPassword, given.stepUpWithout) : false,
  };
}

/**
 * Returns whether a right password is enough. With an authenticator app it never is, so it is not checked. With a passkey it is
 * only for a user who says that they cannot use it here.
 */
async function checkPassword(actor: User | Member, password: string, without: Input["stepUpWithout"]) {
  const user = await readCredentialsOf(actor.userId);
  if (!user) throw new AppError("conflict", "This session has ended. Sign in again.");
  if (user.secondFactor) return false;
  if (user.passkey && without !== "passkey")
    throw wrong(
      "stepUpPassword",
      "Use your passkey. If you cannot use it here, tick the box above.",
      "passkey not used",
    );
  if (await verifyOrBusy(password, user.passwordHash, turnOf(actor))) return true;
  throw wrong("stepUpPassword", "That is not your password.");
}

/** Moves an error to the passkey's field, so that the form shows it beside its button. */
async function asField<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid") throw error;
    const { message, audit } = error;
    throw new AppError("invalid", "Check the marked fields.", {
      fields: { stepUpPasskey: message },
      ...(audit && { audit }),
    });
  }
}

async function hasPasskey(tx: Transaction, userId: string): Promise<boolean> {
  return (await tx.$count(passkeys, eq(passkeys.userId, userId))) > 0;
}

const nothingGiven = () => invalid({}, "Confirm that it is you first.");

function wrong(field: string, message: string, because = "wrong password") {
  const audit: AuditEntry = {
    workspaceId: null,
    detail: { because },
  };
  return new AppError("invalid", "Check the marked fields.", { fields: { [field]: message }, audit });
}
