import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { type Credentials, readCredentials } from "#lib/account/passwords/credentials.ts";
import { reserveSignInAttempt } from "#lib/account/passwords/guess-limits.ts";
import { verifyOrBusy } from "#lib/account/passwords/hash-or-busy.ts";
import { noteWeakness } from "#lib/account/passwords/set-password.ts";
import type { Amr } from "#lib/account/sessions/amr.ts";
import { knowsDevice, rememberDevice } from "#lib/account/sessions/device.ts";
import { locate, type Place } from "#lib/account/sessions/location.ts";
import type { Actor } from "#lib/core/actor.ts";
import type { AuditEntry } from "#lib/core/audit-entry.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { deriveKey, hmac } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { beginSession } from "./begin-session.ts";
import { causeOfChallenge, startChallenge } from "./start-challenge.ts";

/**
 * Checks an address and a password. Begins a session, or a challenge for a user with a second factor, because a
 * session needs every factor. A wrong address and a wrong password get the same words after the same work. `device`
 * is the cookie to set and the one the browser sent.
 * @throws AppError
 */
export const signIn = command({
  name: "session.sign_in",
  allow: visitor,
  input: z.object({
    email: emailAddress,
    password: bounded(1000, {
      missing: "Enter your password.",
      tooLong: "That is longer than any password here.",
    }).min(1, "Enter your password."),
    device: bounded(500).nullish(),
  }),
  prepare: checkPassword,
  async run(context, { device, password }, { user, place }) {
    const { tx, actor } = context;
    await checkUnchanged(tx, user);
    const knownDevice = Boolean(knowsDevice(device, user.userId));
    await noteWeakness(tx, user.userId, password);
    const amr: Amr[] = ["pwd"];
    const begun = user.secondFactor
      ? null
      : await beginSession(context, { userId: user.userId, amr, knownDevice, place });
    const next = begun
      ? { kind: "session" as const, session: begun.session }
      : {
          kind: "challenge" as const,
          challenge: await startChallenge(tx, user.userId, amr, actor.origin, knownDevice),
        };

    return {
      result: { ...next, device: rememberDevice(device, user.userId) },
      audit: {
        target: user.userId,
        userId: user.userId,
        workspaceId: null,
        detail: {
          next: user.secondFactor ? "second factor" : "session",
          knownDevice,
          ...(next.kind === "challenge" && { cause: causeOfChallenge(next.challenge) }),
        },
      },
      ...(begun && { also: begun.also }),
    };
  },
});

/**
 * Refuses a sign-in when the password or the second factor changed after the check, which runs before the
 * transaction. The lock makes a later change wait, and then find and end this session.
 * @throws AppError conflict
 */
async function checkUnchanged(tx: Transaction, of: Credentials) {
  const { userId, passwordHash, secondFactor } = of;
  const [same] = await tx
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.id, userId),
        eq(users.passwordHash, passwordHash ?? ""),
        secondFactor ? isNotNull(users.totpEnabledAt) : isNull(users.totpEnabledAt),
        isNull(users.disabledAt),
      ),
    )
    .for("no key update");
  if (same) return;
  const audit = { target: userId, userId, workspaceId: null, detail: { because: "changed meanwhile" } };
  throw new AppError("conflict", "Your account was changed just now. Sign in again.", { audit });
}

type Input = { email: string; password: string; device?: string | null | undefined };

type Checked = { user: Credentials; place: Place };

async function checkPassword(actor: Actor, { email, password, device }: Input): Promise<Checked> {
  const user = await readCredentials(email);
  const known = user && knowsDevice(device, user.userId);
  const reserved = await reserveSignInAttempt({ ip: actor.origin.ip, email, device: known });

  let right: boolean;
  try {
    right = await verifyOrBusy(password, user?.passwordHash ?? null);
  } catch (error) {
    await reserved.giveBack();
    throw error;
  }
  if (!user || !right || user.disabled) throw refusal(email, user);

  await reserved.clear();
  return { user, place: await locate(actor.origin.ip) };
}

// One error for both, so that an attacker does not learn whether the address or the password was wrong.
function refusal(email: string, user: Credentials | null) {
  const audit: AuditEntry = user
    ? {
        target: user.userId,
        userId: user.userId,
        detail: { because: user.disabled ? "disabled" : "wrong password" },
      }
    : { detail: { because: "unknown address", address: addressMark(email) } };
  return new AppError("invalid", "That email address and password do not go together.", {
    audit: { ...audit, workspaceId: null },
  });
}

/** Returns a hash that tells unknown addresses apart in the log without naming them. */
const addressMark = (email: string) =>
  hmac(deriveKey(env().AUTH_SECRETS[0], "audit-addresses"), email).subarray(0, 12).toString("hex");
