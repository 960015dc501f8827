import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { loginChallenges } from "#db/schema/sessions.ts";
import { locate } from "#lib/account/devices/location.ts";
import { lockPerson } from "#lib/account/mailed-links/lock-person.ts";
import { checkAssertion, passkeyResponse } from "#lib/account/passkeys/check-assertion.ts";
import { recordPasskeyUse } from "#lib/account/passkeys/record-use.ts";
import type { Amr } from "#lib/account/sessions/amr.ts";
import { knowsDevice, rememberDevice } from "#lib/account/sessions/device.ts";
import type { Actor } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { beginSession } from "./begin-session.ts";

const input = z.object({
  response: passkeyResponse,
  challengeId: bounded(200).nullish(),
  device: bounded(500).nullish(),
  pending: bounded(200).nullish(),
});

/**
 * Signs in by a passkey alone. The device and its owner's fingerprint or PIN are two factors, so no other is asked
 * for. Ends the user's sign-in that waits for a code in this browser (`pending`), and begins the session as signIn
 * does.
 * @throws AppError in the same words for every refusal.
 */
export const signInWithPasskey = command({
  name: "session.sign_in_with_passkey",
  allow: visitor,
  input,
  prepare: checkAndLocate,
  async run(context, { device, pending }, { proof, place }) {
    const { tx } = context;
    const { userId, passkeyId } = proof;
    await lockPerson(tx, { person: userId });
    await recordPasskeyUse(tx, proof);
    if (pending) await endWait(tx, userId, pending);
    const knownDevice = Boolean(knowsDevice(device, userId));
    const amr: Amr[] = ["hwk", "user", "mfa"];
    const { session, also } = await beginSession(context, { userId, amr, knownDevice, place });

    return {
      result: { kind: "session" as const, session, device: rememberDevice(device, userId) },
      audit: { target: userId, userId, workspaceId: null, detail: { passkey: passkeyId, knownDevice } },
      also,
    };
  },
});

async function checkAndLocate(actor: Actor, { response, challengeId }: z.output<typeof input>) {
  const proof = await checkAssertion({ response, challengeId, purpose: "sign_in", userId: null });
  return { proof, place: await locate(actor.origin.ip) };
}

const endWait = (tx: Transaction, userId: string, pending: string) =>
  tx
    .update(loginChallenges)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(loginChallenges.idHash, hashToken(pending)),
        eq(loginChallenges.userId, userId),
        isNull(loginChallenges.usedAt),
      ),
    );
