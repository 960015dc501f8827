import { generateAuthenticationOptions } from "@simplewebauthn/server";
import { z } from "zod";
import type { Actor } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { visitor } from "#lib/core/policies.ts";
import { addressRange } from "#lib/core/throttle/address-range.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { issueChallenge } from "./issue-challenge.ts";
import { relyingParty } from "./relying-party.ts";

const perRange = { name: "passkey:range", max: 60, windowSeconds: 600 };
const perUnknown = { name: "passkey:unknown-range", max: 600, windowSeconds: 600 };

/**
 * Returns the browser's options to sign in by passkey. They name no user, so that they reveal nothing; the passkey
 * names its user.
 */
export const beginPasskeySignIn = command({
  name: "passkey.begin_sign_in",
  allow: visitor,
  input: z.object({}),
  prepare: countRequest,
  async run({ tx }) {
    const { id: challengeId, challenge } = await issueChallenge(tx, "sign_in", null);
    const options = await generateAuthenticationOptions({
      rpID: relyingParty().id,
      challenge: new Uint8Array(challenge),
      timeout: 300_000,
      userVerification: "required",
    });
    return { result: { options, challengeId }, audit: { workspaceId: null } };
  },
});

async function countRequest(actor: Actor) {
  const range = addressRange(actor.origin.ip);
  await (range ? takeAttempt(perRange, range) : takeAttempt(perUnknown, "all"));
}
