import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from "@simplewebauthn/server";
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { bounded } from "#lib/core/text.ts";
import { readPasskey, type StoredPasskey, spendChallenge } from "./challenges.ts";
import { isChallenge } from "./issue-challenge.ts";
import { relyingParty, userHandle } from "./relying-party.ts";

/** A passkey's response as the browser's script sends it, in JSON. */
export const passkeyResponse = bounded(20_000);

/** A passkey that was used with its owner's fingerprint or PIN; the use is not recorded yet. */
export type PasskeyProof = { passkeyId: string; userId: string; signCount: number; backedUp: boolean };

type Given = {
  response: string;
  /** From the browser's cookie. */
  challengeId: string | null | undefined;
  purpose: "sign_in" | "step_up";
  /** The user whose passkey it must be; null at sign-in, where the passkey names its user. */
  userId: string | null;
};

/**
 * Checks a passkey's response against a challenge, outside of any transaction, and spends the challenge (WebAuthn
 * §7.2). Every refusal has the same words; the audit log holds the reason. recordPasskeyUse() checks the signature
 * counter.
 * @throws AppError invalid
 */
export async function checkAssertion({
  response,
  challengeId,
  purpose,
  userId,
}: Given): Promise<PasskeyProof> {
  const challenge = challengeId ? await spendChallenge(challengeId, purpose, userId) : null;
  if (!challenge) throw passkeyRefused("no open challenge", userId);
  const answer = assertionIn(response);
  if (!answer) throw passkeyRefused("not an answer", userId);
  const passkey = await readPasskey(Buffer.from(answer.id, "base64url"));
  if (!passkey || passkey.disabled || (userId && passkey.userId !== userId))
    throw passkeyRefused("unknown passkey", userId);
  const { userHandle: handle } = answer.response;
  if (handle && handle !== userHandle(passkey.userId).toString("base64url"))
    throw passkeyRefused("another person's handle", passkey.userId);

  const { newCounter, credentialBackedUp } = await verified(answer, challenge, passkey);
  return {
    passkeyId: passkey.id,
    userId: passkey.userId,
    signCount: newCounter,
    backedUp: credentialBackedUp,
  };
}

async function verified(response: AuthenticationResponseJSON, challenge: Buffer, passkey: StoredPasskey) {
  const { id, origin } = relyingParty();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: isChallenge(challenge),
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId.toString("base64url"),
        publicKey: new Uint8Array(passkey.publicKey),
        counter: 0,
      },
    });
    if (verified) return authenticationInfo;
  } catch {
    // The library's messages would tell a forger what to correct.
  }
  throw passkeyRefused("wrong signature, origin or purpose", passkey.userId);
}

/**
 * Returns the one error for every refused passkey. The reason goes to the audit log only, so that an attacker
 * learns nothing.
 */
export function passkeyRefused(because: string, userId: string | null) {
  const audit = { target: userId, userId, workspaceId: null, detail: { because } };
  return new AppError("invalid", "That passkey could not be used. Try again, or choose another way.", {
    audit,
  });
}

const part = bounded(10_000);

const assertion = z.object({
  id: part,
  rawId: part,
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: part,
    authenticatorData: part,
    signature: part,
    userHandle: part.optional(),
  }),
  clientExtensionResults: z.object({}),
});

function assertionIn(json: string): AuthenticationResponseJSON | null {
  try {
    return (assertion.safeParse(JSON.parse(json)).data as AuthenticationResponseJSON | undefined) ?? null;
  } catch {
    return null;
  }
}
