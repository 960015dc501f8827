import { generateAuthenticationOptions } from "@simplewebauthn/server";
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { MOST_PASSKEYS } from "./begin-add.ts";
import { issueChallenge } from "./issue-challenge.ts";
import { relyingParty } from "./relying-party.ts";

/** Returns the browser's options to prove the caller once more by one of their own passkeys. */
export const beginPasskeyStepUp = command({
  name: "passkey.begin_step_up",
  allow: signedIn,
  limit: { per: "session", max: 20, windowSeconds: 600 },
  locks: "account",
  input: z.object({}),
  async run({ tx, actor }) {
    const mine = await tx
      .select({ credentialId: passkeys.credentialId, transports: passkeys.transports })
      .from(passkeys)
      .where(eq(passkeys.userId, actor.userId))
      .orderBy(asc(passkeys.createdAt))
      .limit(MOST_PASSKEYS);
    if (mine.length === 0) throw notFound("passkey");

    const { id: challengeId, challenge } = await issueChallenge(tx, "step_up", actor.userId);
    const options = await generateAuthenticationOptions({
      rpID: relyingParty().id,
      challenge: new Uint8Array(challenge),
      timeout: 300_000,
      userVerification: "required",
      allowCredentials: mine.map(({ credentialId, transports }) => ({
        id: credentialId.toString("base64url"),
        transports,
      })),
    });
    return { result: { options, challengeId }, audit: { target: actor.userId, workspaceId: null } };
  },
});
