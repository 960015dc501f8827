import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { loginChallenges } from "#db/schema/sessions.ts";
import { lockPerson } from "#lib/account/mailed-links/lock-person.ts";
import { checkAssertion, passkeyResponse } from "#lib/account/passkeys/check-assertion.ts";
import { recordPasskeyUse } from "#lib/account/passkeys/record-use.ts";
import { knowsDevice, rememberDevice } from "#lib/account/sessions/device.ts";
import { type CommandContext, command } from "#lib/core/command.ts";
import { visitor } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { issueTicket } from "./issue-ticket.ts";

/**
 * Signs in by a passkey alone: having the device and its owner's finger or PIN are two factors, so no other is asked for. A sign-in of the
 * same person that waited in this browser for a code (`pending`) is over with it. Answers a ticket as signIn does. @throws AppError in the same words whatever was wrong.
 */
export const signInWithPasskey = command({
  name: "session.passkey_sign_in",
  allow: visitor,
  input: z.object({
    response: passkeyResponse,
    challengeId: bounded(200).nullish(),
    device: bounded(500).nullish(),
    pending: bounded(200).nullish(),
  }),
  prepare: (_actor, { response, challengeId }) =>
    checkAssertion({ response, challengeId, purpose: "sign_in", userId: null }),
  async run({ tx }, { device, pending }, proof) {
    const { userId, passkeyId } = proof;
    await lockPerson(tx, { person: userId });
    await recordPasskeyUse(tx, proof);
    if (pending) await endWait(tx, userId, pending);
    const knownDevice = Boolean(knowsDevice(device, userId));
    const ticket = await issueTicket(tx, userId, ["hwk", "user", "mfa"], knownDevice);

    return {
      result: { kind: "ticket" as const, ticket, device: rememberDevice(device, userId) },
      audit: { target: userId, userId, workspaceId: null, detail: { passkey: passkeyId, knownDevice } },
    };
  },
});

const endWait = (tx: CommandContext<never>["tx"], userId: string, pending: string) =>
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
