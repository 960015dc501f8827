import { expect, test } from "@playwright/test";
import { readSession } from "#lib/account/sessions/read-session.ts";
import { signInWithPasskey } from "#lib/account/sign-in/sign-in-with-passkey.ts";
import { stepUp } from "#lib/account/sign-in/step-up.ts";
import { getMyFactors } from "#lib/account/two-factor/factors.ts";
import { readPendingSignIn } from "#lib/account/two-factor/pending-sign-in.ts";
import type { AppError } from "#lib/core/errors.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { anonymous, asOwner, makeChallenge, makeMember, makeSession, ownerSql } from "#testing/factories.ts";
import { addPasskey } from "./add.ts";
import { makeAuthenticator } from "./authenticator.fixture.ts";
import { beginAddPasskey, MOST_PASSKEYS } from "./begin-add.ts";
import { beginPasskeySignIn } from "./begin-sign-in.ts";
import { beginPasskeyStepUp } from "./begin-step-up.ts";
import { makePasskeyOwner } from "./contract.cases.ts";
import { listMyPasskeys } from "./list.ts";
import { removePasskey } from "./remove.ts";
import { renamePasskey } from "./rename.ts";

type Owner = Awaited<ReturnType<typeof makePasskeyOwner>>;
const words = "That passkey could not be used. Try again, or choose another way.";

const signIn = async ({ authenticator }: Pick<Owner, "authenticator">, lies = {}) => {
  const { options, challengeId } = await beginPasskeySignIn(anonymous(), {});
  return signInWithPasskey(anonymous(), { response: authenticator.get(options, lies), challengeId });
};

const told = async (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: AppError) => error.message,
  );

const because = async (userId: string, action: string) =>
  (
    await ownerSql()`select detail from audit_events where user_id = ${userId} and action = ${action} and result = 'refused' order by occurred_at, seq`
  ).map(({ detail }) => detail.because);

const mailsTo = async (email: string) =>
  (
    await ownerSql()<{ data: PlatformMail }[]>`select data from pgboss.job where name = 'platform-mail'
      and data->'to'->>'address' = ${email} order by created_on`
  ).map(({ data }) => data.subject);

test("a passkey signs in without a password and counts as two factors", {
  tag: "@V6.3.3",
}, async () => {
  const owner = await makePasskeyOwner();
  const { sid, userId } = (await signIn(owner)).session;
  expect(userId).toBe(owner.user.id);
  expect((await readSession(hashToken(sid)))?.amr.sort()).toEqual(["hwk", "mfa", "user"]);
  const [passkey] = await listMyPasskeys(owner.actor, {});
  expect(passkey?.lastUsedAt).not.toBeNull();
  expect(passkey?.backedUp).toBe(true);
});

test("a passkey completes the pending sign-in of its own person only", async () => {
  const [owner, other] = [await makePasskeyOwner(), await makePasskeyOwner()];
  const waits = await Promise.all([owner, other].map(({ user }) => makeChallenge(user.id)));
  for (const pending of waits) {
    const { options, challengeId } = await beginPasskeySignIn(anonymous(), {});
    const response = owner.authenticator.get(options);
    await signInWithPasskey(anonymous(), { response, challengeId, pending });
  }
  const open = await Promise.all(waits.map((pending) => readPendingSignIn(hashToken(pending))));
  expect(open.map(Boolean)).toEqual([false, true]);
});

test("an added passkey is mailed and named by person or provider", async () => {
  const { actor, user } = await makePasskeyOwner();
  expect(await mailsTo(user.email)).toEqual(["A passkey was added to your Mailneo account"]);
  const { options, challengeId } = await beginAddPasskey(actor, {});
  const second = makeAuthenticator({ origin: env().APP_URL });
  expect(options.authenticatorSelection).toMatchObject({
    residentKey: "required",
    userVerification: "required",
  });
  expect(options.excludeCredentials).toHaveLength(1);
  await addPasskey(actor, { response: second.create(options), challengeId, name: "" });
  expect((await listMyPasskeys(actor, {})).map(({ name }) => name)).toEqual(["Passkey", "Work laptop"]);
});

test("a session that ended while it added a passkey leaves none", { tag: "@V7.4.3" }, async () => {
  const { actor, user } = await makeMember();
  const { options, challengeId } = await beginAddPasskey(actor, {});
  const response = makeAuthenticator({ origin: env().APP_URL }).create(options);
  await ownerSql()`update sessions set revoked_at = now() where id = ${actor.sessionId}`;
  await expect(addPasskey(actor, { response, challengeId })).rejects.toMatchObject({ code: "conflict" });
  expect(await ownerSql()`select 1 from passkeys where user_id = ${user.id}`).toEqual([]);
});

test("a passkey answer is accepted once, also when sent ten times", async () => {
  const { authenticator } = await makePasskeyOwner({ counts: false });
  const { options, challengeId } = await beginPasskeySignIn(anonymous(), {});
  const response = authenticator.get(options);
  const all = await Promise.allSettled(
    Array.from({ length: 10 }, () => signInWithPasskey(anonymous(), { response, challengeId })),
  );
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await told(signInWithPasskey(anonymous(), { response, challengeId }))).toBe(words);
  const next = await beginPasskeySignIn(anonymous(), {});
  expect(
    await told(signInWithPasskey(anonymous(), { response, challengeId: next.challengeId })),
    "the old answer to a new challenge",
  ).toBe(words);
});

test("a wrong try spends its challenge too", async () => {
  const { authenticator } = await makePasskeyOwner();
  const { options, challengeId } = await beginPasskeySignIn(anonymous(), {});
  const wrong = authenticator.get(options, { broken: true });
  expect(await told(signInWithPasskey(anonymous(), { response: wrong, challengeId }))).toBe(words);
  const right = authenticator.get(options);
  expect(await told(signInWithPasskey(anonymous(), { response: right, challengeId }))).toBe(words);
});

for (const [what, lies] of Object.entries({
  "another origin": { origin: "https://mailneo.example.evil" },
  "another port of this host": { origin: "http://localhost:1" },
  "another relying party": { rpId: "evil.example" },
  "a registration's signature": { type: "webauthn.create" },
  "another challenge": { challenge: randomToken() },
  "no finger and no PIN": { verified: false },
  "a turned bit": { broken: true },
  "another person's handle": { handle: Buffer.alloc(16, 7).toString("base64url") },
}))
  test(`an answer with ${what} is refused like an unknown passkey`, {
    tag: "@V6.3.3",
  }, async () => {
    const owner = await makePasskeyOwner();
    expect(await told(signIn(owner, lies))).toBe(words);
    expect(await because(owner.user.id, "session.sign_in_with_passkey")).toHaveLength(1);
    expect(await told(signIn(owner))).toBe("done");
  });

test("unknown, removed, disabled, late and malformed answers get one refusal", async () => {
  const [removed, disabled, late] = [
    await makePasskeyOwner(),
    await makePasskeyOwner(),
    await makePasskeyOwner(),
  ];
  await removePasskey(removed.actor, { passkeyId: removed.passkeyId });
  await asOwner((sql) => sql`update users set disabled_at = now() where id = ${disabled.user.id}`);
  const begun = await beginPasskeySignIn(anonymous(), {});
  await ownerSql()`update webauthn_challenges set expires_at = now() where id_hash = ${hashToken(begun.challengeId)}`;
  const tries = [
    signIn({ authenticator: makeAuthenticator({ origin: env().APP_URL }) }),
    signIn(removed),
    signIn(disabled),
    signInWithPasskey(anonymous(), {
      response: late.authenticator.get(begun.options),
      challengeId: begun.challengeId,
    }),
    ...["", "{}", "null", "[]", '{"id":1}', "x".repeat(19_000)].map(async (response) => {
      const { challengeId } = await beginPasskeySignIn(anonymous(), {});
      return signInWithPasskey(anonymous(), { response, challengeId });
    }),
    signInWithPasskey(anonymous(), { response: "{}" }),
  ];
  expect(new Set(await Promise.all(tries.map(told)))).toEqual(new Set([words]));
});

test("a signature counter that does not advance is refused and recorded", async () => {
  const owner = await makePasskeyOwner();
  await signIn(owner, { count: 100 });
  for (const count of [100, 99, 0]) expect(await told(signIn(owner, { count }))).toBe(words);
  expect(await because(owner.user.id, "session.sign_in_with_passkey")).toEqual(
    Array(3).fill("signature counter went back"),
  );
  expect(await told(signIn(owner, { count: 101 }))).toBe("done");

  const uncounted = await makePasskeyOwner({ counts: false });
  expect(await told(signIn(uncounted))).toBe("done");
  expect(await told(signIn(uncounted))).toBe("done");
});

test("a passkey step-up continues the session under a new id", {
  tag: ["@V7.2.4", "@V7.5.1"],
}, async () => {
  const { actor, authenticator } = await makePasskeyOwner();
  await ownerSql()`update sessions set absolute_expires_at = now() + interval '90 days' where id = ${actor.sessionId}`;
  const { options, challengeId } = await beginPasskeyStepUp(actor, {});
  expect(options.allowCredentials?.map(({ id }) => id)).toEqual([authenticator.id]);
  const proof = { stepUpPasskey: authenticator.get(options), stepUpChallenge: challengeId };
  const { sid } = await stepUp(actor, proof);
  expect((await readSession(hashToken(sid)))?.amr.sort()).toEqual(["hwk", "mfa", "pwd", "user"]);
  await expect(stepUp(actor, proof)).rejects.toMatchObject({ fields: { stepUpPasskey: words } });
});

test("a session of a removed passkey counts as one factor", {
  tag: "@V6.3.3",
}, async () => {
  const { actor, authenticator, passkeyId } = await makePasskeyOwner();
  await ownerSql()`update sessions set absolute_expires_at = now() + interval '90 days' where id = ${actor.sessionId}`;
  const { options, challengeId } = await beginPasskeyStepUp(actor, {});
  const proof = { stepUpPasskey: authenticator.get(options), stepUpChallenge: challengeId };
  const { sid } = await stepUp(actor, proof);
  await removePasskey(actor, { passkeyId });
  expect((await readSession(hashToken(sid)))?.amr).not.toContain("mfa");
});

test("a step-up offers a passkey only to its owner", async () => {
  const { actor, passkeyId } = await makePasskeyOwner();
  expect(await getMyFactors(actor, {})).toMatchObject({ passkey: true, password: true });
  await removePasskey(actor, { passkeyId });
  expect(await getMyFactors(actor, {})).toMatchObject({ passkey: false, password: true });
});

test("a step-up refuses foreign passkeys and challenges", {
  tag: "@V8.2.2",
}, async () => {
  const [mine, theirs] = [await makePasskeyOwner(), await makePasskeyOwner()];
  const refused = (proof: { stepUpPasskey: string; stepUpChallenge: string }) =>
    expect(stepUp(mine.actor, proof)).rejects.toMatchObject({ fields: { stepUpPasskey: words } });
  const own = await beginPasskeyStepUp(mine.actor, {});
  await refused({ stepUpPasskey: theirs.authenticator.get(own.options), stepUpChallenge: own.challengeId });
  const foreign = await beginPasskeyStepUp(theirs.actor, {});
  await refused({
    stepUpPasskey: mine.authenticator.get(foreign.options),
    stepUpChallenge: foreign.challengeId,
  });
  const open = await beginPasskeySignIn(anonymous(), {});
  await refused({ stepUpPasskey: mine.authenticator.get(open.options), stepUpChallenge: open.challengeId });
});

test("a passkey is added only by its challenge's verified person", async () => {
  const [{ actor }, { actor: stranger }] = [await makeMember(), await makeMember()];
  const attempt = async (lies: object, by = actor) => {
    const { options, challengeId } = await beginAddPasskey(actor, {});
    const response = makeAuthenticator({ origin: env().APP_URL }).create(options, lies);
    return told(addPasskey(by, { response, challengeId }));
  };
  expect(await attempt({}, stranger)).toContain("took too long");
  for (const lies of [{ origin: "https://evil.example" }, { rpId: "evil.example" }, { verified: false }])
    expect(await attempt(lies)).toBe(words);
  expect(await told(addPasskey(actor, { response: "rubbish" }))).toContain("took too long");
  expect(await listMyPasskeys(actor, {})).toEqual([]);
  expect(await listMyPasskeys(stranger, {})).toEqual([]);
  expect(await attempt({})).toBe("done");
});

test("another person's passkey is invisible; own changes are mailed", {
  tag: "@V8.2.2",
}, async () => {
  const owner = await makePasskeyOwner();
  const { actor: stranger } = await makeMember();
  const { passkeyId } = owner;
  const gone = "That passkey no longer exists.";
  expect(await told(renamePasskey(stranger, { passkeyId, name: "Mine" }))).toBe(gone);
  expect(await told(removePasskey(stranger, { passkeyId }))).toBe(gone);
  await renamePasskey(owner.actor, { passkeyId, name: "  Home\n laptop " });
  expect((await listMyPasskeys(owner.actor, {}))[0]?.name).toBe("Home laptop");
  await expect(renamePasskey(owner.actor, { passkeyId, name: " " })).rejects.toMatchObject({
    fields: { name: "Enter a name." },
  });
  await removePasskey(owner.actor, { passkeyId });
  expect(await mailsTo(owner.user.email)).toContain("A passkey was removed from your Mailneo account");
});

test("removing one ends every other session, adding only when asked", { tag: "@V7.4.3" }, async () => {
  const { actor, passkeyId } = await makePasskeyOwner();
  const live = async () =>
    (
      await ownerSql()`select id from sessions where user_id = ${actor.userId} and revoked_at is null order by id`
    ).map(({ id }) => id);
  const other = await makeSession(actor.userId);
  const add = async (asked: { signOutOthers?: "on" }) => {
    const { options, challengeId } = await beginAddPasskey(actor, {});
    const response = makeAuthenticator({ origin: env().APP_URL }).create(options);
    await addPasskey(actor, { response, challengeId, ...asked });
  };
  await add({});
  expect(await live()).toEqual([actor.sessionId, other].sort());
  await add({ signOutOthers: "on" });
  expect(await live()).toEqual([actor.sessionId]);

  await makeSession(actor.userId);
  await removePasskey(actor, { passkeyId });
  expect(await live()).toEqual([actor.sessionId]);
});

test("there is room for twenty", async () => {
  const { actor } = await makeMember();
  const { options, challengeId } = await beginAddPasskey(actor, {});
  await asOwner(async (sql) => {
    for (let n = 0; n < MOST_PASSKEYS; n++)
      await sql`insert into passkeys (id, user_id, credential_id, public_key, name)
        values (new_id(), ${actor.userId}, ${randomToken()}, 'x', 'One')`;
  });
  const response = makeAuthenticator({ origin: env().APP_URL }).create(options);
  expect(await told(beginAddPasskey(actor, {}))).toContain("no room for more");
  expect(await told(addPasskey(actor, { response, challengeId }))).toContain("no room for more");
});
