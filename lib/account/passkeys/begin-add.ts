import { generateRegistrationOptions } from "@simplewebauthn/server";
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { users } from "#db/schema/users.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { issueChallenge } from "./issue-challenge.ts";
import { algorithms, relyingParty, userHandle } from "./relying-party.ts";

export const MOST_PASSKEYS = 20;

/** Returns the browser's options to make a passkey that names its owner and asks for their fingerprint or PIN. */
export const beginAddPasskey = command({
  name: "passkey.begin_add",
  allow: signedIn,
  fresh: true,
  limit: { per: "user", max: 30, windowSeconds: 3600 },
  locks: "account",
  input: z.object({}),
  async run({ tx, actor }) {
    const [user] = await tx
      .select({ email: users.email, name: users.name })
      .from(users)
      .where(eq(users.id, actor.userId));
    if (!user) throw notFound("account");
    const known = await tx
      .select({ credentialId: passkeys.credentialId, transports: passkeys.transports })
      .from(passkeys)
      .where(eq(passkeys.userId, actor.userId))
      .orderBy(asc(passkeys.createdAt))
      .limit(MOST_PASSKEYS);
    if (known.length >= MOST_PASSKEYS) throw tooMany();

    const { id: challengeId, challenge } = await issueChallenge(tx, "register", actor.userId);
    const { id: rpID, name: rpName } = relyingParty();
    const options = await generateRegistrationOptions({
      rpID,
      rpName,
      userID: new Uint8Array(userHandle(actor.userId)),
      userName: user.email,
      userDisplayName: user.name,
      challenge: new Uint8Array(challenge),
      timeout: 300_000,
      attestationType: "none",
      supportedAlgorithmIDs: algorithms,
      excludeCredentials: known.map(({ credentialId, transports }) => ({
        id: credentialId.toString("base64url"),
        transports,
      })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
    return { result: { options, challengeId }, audit: { target: actor.userId, workspaceId: null } };
  },
});

export const tooMany = () =>
  conflict(`You have ${MOST_PASSKEYS} passkeys, and there is no room for more. Remove one first.`);
