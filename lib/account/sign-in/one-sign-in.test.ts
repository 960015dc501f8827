import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { beginPasskeySignIn } from "#lib/account/passkeys/begin-sign-in.ts";
import { makePasskeyOwner } from "#lib/account/passkeys/contract.cases.ts";
import { hashPassword } from "#lib/account/passwords/hash.ts";
import { liveSession } from "#lib/account/sessions/session-actor.ts";
import { totpCodeAt } from "#lib/account/two-factor/totp.ts";
import { signUp } from "#lib/account/users/sign-up.ts";
import { verifyEmail } from "#lib/account/users/verify-email.ts";
import type { Actor, Anonymous, User } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import { acceptInvitationAsNew } from "#lib/team/invitations/accept-as-new.ts";
import {
  anonymous,
  makeChallenge,
  makeInvitation,
  makeMember,
  makeSignedIn,
  makeTwoFactor,
  makeUser,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import type { BegunSession } from "./begin-session.ts";
import { passSecondFactor } from "./second-factor.ts";
import { signIn } from "./sign-in.ts";
import { signInWithPasskey } from "./sign-in-with-passkey.ts";
import { stepUp } from "./step-up.ts";

const password = "Tide-harbour7 lamp";
const hash = hashPassword(password);

/** A browser from a network of its own, so that the limit of one network does not count for another. */
const elsewhere = <A extends Actor>(actor: A): A => {
  const part = () => randomInt(65536).toString(16);
  return { ...actor, origin: { ...actor.origin, ip: `2001:db8:${part()}:${part()}::1` } };
};
const visitor = () => elsewhere<Anonymous>(anonymous());

type Begun = { session: BegunSession };
/** A proof of somebody's last factor, ready to be given by any browser, any number of times. */
type Proof = { email: string; give: (actor: Actor) => Promise<Begun> };

const singleUse: Record<string, () => Promise<Proof>> = {
  "a code of the app": async () => {
    const user = await makeUser();
    const code = totpCodeAt((await makeTwoFactor(user.id)).secret);
    const challenge = await makeChallenge(user.id);
    return { email: user.email, give: (actor) => passSecondFactor(actor, { challenge, code }) };
  },
  "a recovery code": async () => {
    const user = await makeUser();
    const [code = ""] = (await makeTwoFactor(user.id)).codes;
    const challenge = await makeChallenge(user.id);
    return { email: user.email, give: (actor) => passSecondFactor(actor, { challenge, code }) };
  },
  "a passkey": async () => {
    const { user, authenticator, actor } = await makePasskeyOwner({ counts: false });
    await ownerSql()`delete from sessions where id = ${actor.sessionId}`;
    const { options, challengeId } = await beginPasskeySignIn(anonymous(), {});
    const response = authenticator.get(options);
    return { email: user.email, give: (actor) => signInWithPasskey(actor, { response, challengeId }) };
  },
  "an invitation": async () => {
    const { workspaceId } = await makeMember();
    const { email, token } = await makeInvitation(workspaceId);
    return { email, give: (actor) => acceptInvitationAsNew(actor, { token, name: "Grace", password }) };
  },
};

const aPassword = async (): Promise<Proof> => {
  const { email } = await makeUser({ passwordHash: await hash });
  return {
    email,
    async give(actor) {
      const next = await signIn(actor, { email, password });
      if (next.kind !== "session") throw new Error("A second factor is asked for.");
      return next;
    },
  };
};

const sessionsOf = (email: string) =>
  ownerSql()`select s.id, s.revoked_at from sessions s join users u on u.id = s.user_id where u.email = ${email}`;

/** Every refusal has to be one of ours: a deadlock or another fault of the server is thrown on. */
async function atOnce<R>(times: number, give: () => Promise<R>): Promise<R[]> {
  const answers = await Promise.allSettled(Array.from({ length: times }, give));
  for (const answer of answers)
    if (answer.status === "rejected" && !(answer.reason instanceof AppError)) throw answer.reason;
  return answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
}

for (const [way, prove] of Object.entries(singleUse)) {
  test(`fifty uses of ${way} at once make one session`, { tag: "@V6.5.1" }, async () => {
    test.slow(); // an invitation hashes fifty passwords
    const { email, give } = await prove();
    const begun = await atOnce(50, () => give(visitor()));
    expect(begun).toHaveLength(1);
    expect(await sessionsOf(email)).toHaveLength(1);
  });

  test(`${way} that was used makes no second session`, { tag: "@V6.5.1" }, async () => {
    const { email, give } = await prove();
    await give(visitor());
    await expect(give(visitor())).rejects.toBeInstanceOf(AppError);
    expect(await sessionsOf(email)).toHaveLength(1);
  });
}

for (const [way, prove] of Object.entries({ "a password": aPassword, ...singleUse }))
  test(`${way} ends the planted session and begins one of its own`, { tag: "@V7.2.4" }, async () => {
    const { email, give } = await prove();
    const { actor: planted } = await makeSignedIn();
    const { session } = await give(elsewhere<User>(planted));

    expect(session.sessionId).not.toBe(planted.sessionId);
    const [old] = await ownerSql()`select revoked_at from sessions where id = ${planted.sessionId}`;
    expect(old?.revoked_at).not.toBeNull();
    expect(await liveSession({ sub: session.userId, sid: session.sid })).toMatchObject({ email });
    const entries = await ownerSql()`select action from audit_events
      where target = ${session.sessionId} and action = 'session.start' and result = 'done'`;
    expect(entries).toHaveLength(1);
  });

test("fifty right passwords of one browser replace its session once", { tag: "@V7.2.4" }, async () => {
  const { email, give } = await aPassword();
  const { actor } = await makeSignedIn();
  const begun = await atOnce(50, () => give(elsewhere<User>(actor)));
  expect(begun).toHaveLength(1);
  expect(await sessionsOf(email)).toHaveLength(1);
});

test("fifty right passwords make one session for each accepted one", { tag: "@V6.3.1" }, async () => {
  const { email, give } = await aPassword();
  const begun = await atOnce(50, () => give(visitor()));
  expect(begun.length).toBeGreaterThan(0);
  expect(new Set(begun.map(({ session }) => session.sid)).size).toBe(begun.length);
  expect(await sessionsOf(email)).toHaveLength(begun.length);
});

test("fifty proofs of one session at once give it one new id", { tag: "@V7.2.4" }, async () => {
  const { actor, user } = await makeMember();
  const stepUpCode = totpCodeAt((await makeTwoFactor(user.id)).secret);
  const proved = await atOnce(50, () => stepUp(actor, { stepUpCode }));
  expect(proved).toHaveLength(1);
  expect(await sessionsOf(user.email)).toHaveLength(1);
  const [row] = await ownerSql()`select sid_hash from sessions where id = ${actor.sessionId}`;
  expect(Buffer.from(row?.sid_hash)).toEqual(hashToken(proved[0]?.sid ?? ""));
});

test("a password before the second factor makes no session and ends none", { tag: "@V6.3.3" }, async () => {
  const user = await makeUser({ passwordHash: await hash });
  await makeTwoFactor(user.id);
  const { actor: planted } = await makeSignedIn();
  expect(await signIn(elsewhere<User>(planted), { email: user.email, password })).toMatchObject({
    kind: "challenge",
  });
  expect(await sessionsOf(user.email)).toEqual([]);
  const [row] = await ownerSql()`select revoked_at from sessions where id = ${planted.sessionId}`;
  expect(row?.revoked_at, "what a browser has ends with the last factor, not before").toBeNull();
});

test("signing up and proving the address make no session", { tag: "@V6.4.1" }, async () => {
  const email = uniqueEmail();
  const { mark } = await signUp(visitor(), { name: "Ada", workspaceName: "Engines", email, password });
  expect(await sessionsOf(email)).toEqual([]);
  const [mail] = await ownerSql()`select data->'link'->>'seed' as seed from pgboss.job
    where name in ('platform-mail', 'newcomer-mail') and data->'to'->>'address' = ${email}`;
  await verifyEmail(visitor(), { token: mailedToken("verify_email", mail?.seed), mark });
  expect(await sessionsOf(email)).toEqual([]);
});

test("what fails after the last factor gives the factor back", { tag: "@V16.5.3" }, async () => {
  const user = await makeUser();
  const [code = ""] = (await makeTwoFactor(user.id)).codes;
  const challenge = await makeChallenge(user.id);
  const { actor } = await makeSignedIn();
  await ownerSql()`update sessions set revoked_at = now() where id = ${actor.sessionId}`;

  await expect(passSecondFactor(actor, { challenge, code })).rejects.toMatchObject({ code: "conflict" });
  expect(await sessionsOf(user.email)).toEqual([]);
  await passSecondFactor(visitor(), { challenge, code });
  expect(await sessionsOf(user.email)).toHaveLength(1);
});

test("boundary: only beginSession inserts sessions, called by last-factor proofs only", () => {
  const root = new URL("../../../", import.meta.url);
  const sources = ["app", "lib"].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
      .map((name) => `${folder}/${name}`)
      .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixture|cases)\.ts$/.test(file)),
  );
  const having = (words: RegExp) =>
    sources.filter((file) => words.test(readFileSync(new URL(file, root), "utf8"))).sort();
  expect(having(/insert\(sessions\)|insert into sessions/)).toEqual(["lib/account/sign-in/begin-session.ts"]);
  expect(having(/from "[^"]*begin-session\.ts"/)).toEqual([
    "lib/account/sign-in/second-factor.ts",
    "lib/account/sign-in/sign-in-with-passkey.ts",
    "lib/account/sign-in/sign-in.ts",
    "lib/team/invitations/accept-as-new.ts",
  ]);
});
