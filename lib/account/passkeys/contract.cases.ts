import { uuidv7 } from "uuidv7";
import { env } from "#lib/env.ts";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { anonymous, asOwner, makeMember } from "#testing/factories.ts";
import { addPasskey } from "./add.ts";
import { makeAuthenticator } from "./authenticator.fixture.ts";
import { beginAddPasskey } from "./begin-add.ts";
import { listMyPasskeys } from "./list.ts";

/** A member with a passkey, and the authenticator that holds it. */
export async function makePasskeyOwner(options: { counts?: boolean } = {}) {
  const { actor, user } = await makeMember();
  const authenticator = makeAuthenticator({ ...options, origin: env().APP_URL });
  const begun = await beginAddPasskey(actor, {});
  await addPasskey(actor, {
    response: authenticator.create(begun.options),
    challengeId: begun.challengeId,
    name: "Work laptop",
  });
  const [passkey] = await listMyPasskeys(actor, {});
  if (!passkey) throw new Error("The passkey is not there.");
  return { actor, user, authenticator, passkeyId: passkey.id };
}

export const commands: Cases = {
  "passkey.begin_add": async () => ({
    actor: (await makeMember()).actor,
    input: {},
    openToStrangers: "It begins a passkey of the caller's own.",
  }),
  "passkey.add": async () => {
    const { actor } = await makeMember();
    const { options, challengeId } = await beginAddPasskey(actor, {});
    const response = makeAuthenticator({ origin: env().APP_URL }).create(options);
    return {
      actor,
      input: { response, challengeId, name: "Work laptop" },
      openToStrangers:
        "It would add to the caller's own; the challenge is bound to its person, so it is refused.",
    };
  },
  "passkey.rename": async () => {
    const { actor, passkeyId } = await makePasskeyOwner();
    return { actor, input: { passkeyId, name: "Home laptop" } };
  },
  "passkey.remove": async () => {
    const { actor, passkeyId } = await makePasskeyOwner();
    return { actor, input: { passkeyId } };
  },
  "passkey.begin_sign_in": async () => {
    const open = "Signing in is how nobody becomes somebody; it names nobody.";
    return { actor: anonymous(), input: {}, openToAnonymous: open, openToStrangers: open };
  },
  "passkey.begin_step_up": async () => {
    const { actor } = await makePasskeyOwner();
    // A stranger without a passkey has none to prove themselves with.
    return { actor, input: {} };
  },
};

export const queries: QueryCases = {
  "passkey.list": () => ({}),
};

export const seed: Seed = async ({ actor }) => {
  await asOwner(
    (sql) => sql`insert into passkeys (id, user_id, credential_id, public_key, name)
      values (${uuidv7()}, ${actor.userId}, ${Buffer.from(uuidv7())}, '\\x00', 'Work laptop')`,
  );
};
