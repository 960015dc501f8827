import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { locate, type Place } from "#lib/account/devices/location.ts";
import { type Credentials, readCredentials } from "#lib/account/passwords/credentials.ts";
import { reserveSignInAttempt } from "#lib/account/passwords/guess-limits.ts";
import { hashPassword } from "#lib/account/passwords/hash.ts";
import { matchOrBusy } from "#lib/account/passwords/hash-or-busy.ts";
import { MAX_PASSWORD_BYTES, normalPassword, passwordBytes } from "#lib/account/passwords/rules.ts";
import { BusyError, type Turn } from "#lib/account/passwords/semaphore.ts";
import { noteWeakness } from "#lib/account/passwords/set-password.ts";
import { turnOfSignIn } from "#lib/account/passwords/turn.ts";
import type { Amr } from "#lib/account/sessions/amr.ts";
import { knowsDevice, rememberDevice } from "#lib/account/sessions/device.ts";
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
import { issueWork, spendWork } from "./proof-of-work.ts";
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
    /** The answer to the challenge of a busy server (see proof-of-work.ts). */
    work: bounded(200).nullish(),
  }),
  prepare: checkPassword,
  async run(context, { device, password }, { user, place, newHash }) {
    const { tx, actor } = context;
    await checkUnchanged(tx, user);
    if (newHash) await tx.update(users).set({ passwordHash: newHash }).where(eq(users.id, user.userId));
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
          ...(newHash && { rehashed: true }),
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

type Input = {
  email: string;
  password: string;
  device?: string | null | undefined;
  work?: string | null | undefined;
};

type Checked = { user: Credentials; place: Place; newHash: string | null };

async function checkPassword(
  actor: Actor,
  { email, password, device: cookie, work }: Input,
): Promise<Checked> {
  const { ip } = actor.origin;
  const user = await readCredentials(email);
  const device = user && knowsDevice(cookie, user.userId);
  const reserved = await reserveSignInAttempt({ ip, email, device });
  const turn = turnOfSignIn({ ip, device, proved: !device && (await spendWork(work, ip)) });

  let match: "no" | "yes" | "outdated";
  try {
    match = await matchOrBusy(password, user?.passwordHash ?? null, turn);
  } catch (error) {
    await reserved.giveBack();
    throw askForWork(error, ip);
  }
  if (!user || match === "no" || user.disabled) throw refusal(email, user);

  await reserved.clear();
  const newHash = match === "outdated" ? await hashIfNotBusy(password, turn) : null;
  return { user, place: await locate(ip), newHash };
}

/** Hands the form a challenge when too many visitors wait, so that a person gets in while a flood pays for each try. */
function askForWork(error: unknown, ip: string | null): unknown {
  const busy =
    error instanceof AppError && error.cause instanceof BusyError && error.cause.full === "visitors";
  if (!busy) return error;
  const work = issueWork(ip);
  const message = `Many people are signing in right now. Wait ${work.waitSeconds} seconds, then try again.`;
  const { cause } = error;
  return new AppError("unavailable", message, { retryAfter: work.waitSeconds, work, cause });
}

/** Returns a new hash of a right password, or null when the server is busy, because the old one is good until the next time. */
async function hashIfNotBusy(password: string, turn: Turn): Promise<string | null> {
  // A password that was allowed once may be too long to hash since it is normalised.
  if (passwordBytes(normalPassword(password)) > MAX_PASSWORD_BYTES) return null;
  try {
    return await hashPassword(password, turn);
  } catch (error) {
    if (error instanceof BusyError) return null;
    throw error;
  }
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
  return new AppError("invalid", "That email address and password do not match.", {
    audit: { ...audit, workspaceId: null },
  });
}

/** Returns a hash that tells unknown addresses apart in the log without naming them. */
const addressMark = (email: string) =>
  hmac(deriveKey(env().AUTH_SECRETS[0], "audit-addresses"), email).subarray(0, 12).toString("hex");
