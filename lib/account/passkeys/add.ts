import { type RegistrationResponseJSON, verifyRegistrationResponse } from "@simplewebauthn/server";
import { eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { users } from "#db/schema/users.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { endAll } from "#lib/account/sessions/end-all.ts";
import { stillSignedIn } from "#lib/account/sessions/still-signed-in.ts";
import type { Member, User } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { MOST_PASSKEYS, tooMany } from "./begin-add.ts";
import { spendChallenge } from "./challenges.ts";
import { passkeyRefused, passkeyResponse } from "./check-assertion.ts";
import { isChallenge } from "./issue-challenge.ts";
import { passkeyAddedMail } from "./mails.ts";
import { passkeyName } from "./names.ts";
import { defaultName } from "./provider-name.ts";
import { algorithms, relyingParty } from "./relying-party.ts";

const input = z.object({
  response: passkeyResponse,
  challengeId: bounded(200).nullish(),
  /** An empty name becomes the provider's. */
  name: z.union([z.literal("").transform(() => undefined), passkeyName]).optional(),
  /** Ends the user's other sessions too (ASVS 7.4.3 asks to offer it). */
  signOutOthers: z.literal("on").optional(),
});

/**
 * Adds the passkey that the caller's browser made for the last challenge (WebAuthn §7.1). It can then sign in
 * alone. The caller's other sessions end when the caller asks for it, because a safer account is no reason to punish.
 * @throws AppError
 */
export const addPasskey = command({
  name: "passkey.add",
  allow: signedIn,
  fresh: true,
  locks: "account",
  input,
  prepare: checkRegistration,
  async run(context, { name: chosen, signOutOthers }, made) {
    const { tx, actor } = context;
    const [user] = await tx
      .select({ name: users.name, email: users.email })
      .from(users)
      .where(eq(users.id, actor.userId))
      .for("update");
    if (!user) throw notFound("account");
    await stillSignedIn(tx, actor);
    const [had] = await tx
      .select({ count: sql<number>`count(*)::int` })
      .from(passkeys)
      .where(eq(passkeys.userId, actor.userId));
    if (had && had.count >= MOST_PASSKEYS) throw tooMany();

    const { credential, aaguid, credentialBackedUp } = made;
    const name = chosen ?? defaultName(aaguid, actor.origin.userAgent);
    const [added] = await tx
      .insert(passkeys)
      .values({
        id: uuidv7(),
        userId: actor.userId,
        credentialId: Buffer.from(credential.id, "base64url"),
        publicKey: Buffer.from(credential.publicKey),
        signCount: credential.counter,
        transports: (credential.transports ?? []).slice(0, 10),
        aaguid,
        backedUp: credentialBackedUp,
        name,
      })
      .onConflictDoNothing()
      .returning({ id: passkeys.id });
    if (!added) throw conflict("That passkey is added already.");
    const sessionsEnded = signOutOthers ? await endAll(tx, actor.userId, actor.sessionId) : 0;
    await sendNotice(context, { ...user, id: actor.userId }, passkeyAddedMail(user));

    return {
      result: { name },
      audit: {
        target: added.id,
        workspaceId: null,
        detail: { backedUp: credentialBackedUp, sessionsEnded },
        about: { userId: actor.userId, fields: { passkey: name } },
      },
    };
  },
});

async function checkRegistration(
  actor: User | Member,
  { response, challengeId }: Pick<z.output<typeof input>, "response" | "challengeId">,
) {
  const challenge = challengeId ? await spendChallenge(challengeId, "register", actor.userId) : null;
  if (!challenge) throw conflict("That took too long. Add the passkey again.");
  const { id, origin } = relyingParty();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: JSON.parse(response) as RegistrationResponseJSON,
      expectedChallenge: isChallenge(challenge),
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (verified) return registrationInfo;
  } catch {
    // The library's messages would tell a forger what to correct.
  }
  throw passkeyRefused("wrong origin, challenge or attestation", actor.userId);
}
