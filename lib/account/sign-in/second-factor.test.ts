import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { passWait } from "#lib/account/two-factor/code-limits.fixture.ts";
import { disableTwoFactor } from "#lib/account/two-factor/disable.ts";
import { readPendingSignIn } from "#lib/account/two-factor/pending-sign-in.ts";
import { totpCodeAt } from "#lib/account/two-factor/totp.ts";
import { AppError } from "#lib/core/errors.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import {
  anonymous,
  asOwner,
  makeChallenge,
  makeMember,
  makeTwoFactor,
  makeUser,
  ownerSql,
} from "#testing/factories.ts";
import { passSecondFactor } from "./second-factor.ts";
import { stepUp } from "./step-up.ts";

async function makePerson() {
  const user = await makeUser();
  const { secret, codes } = await makeTwoFactor(user.id);
  return {
    ...user,
    secret,
    code: () => totpCodeAt(secret),
    recovery: codes,
    challenge: await makeChallenge(user.id),
  };
}

/** A session, or the code of the refusal. */
async function attempt(challenge: string, code: string) {
  try {
    await passSecondFactor(anonymous(), { challenge, code });
    return "session";
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

function count(answers: string[]) {
  const counts: Record<string, number> = {};
  for (const each of answers) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}

const sessionsOf = async (userId: string) =>
  (await ownerSql()`select amr from sessions where user_id = ${userId}`).map(({ amr }) => amr.sort());

const attemptsOf = async (challenge: string) =>
  (await ownerSql()`select attempts from login_challenges where id_hash = ${hashToken(challenge)}`)[0]
    ?.attempts;

const mailsTo = async (email: string) =>
  (
    await ownerSql()`select data->>'subject' as subject from pgboss.job where data->'to'->>'address' = ${email} order by created_on`
  ).map(({ subject }) => subject);

/** A code that is not right now, nor a step before or after. */
const wrongOf = (secret: string) => {
  const near = [-1, 0, 1].map((step) => totpCodeAt(secret, Date.now() + step * 30_000));
  return ["000000", "111111", "222222", "333333"].find((code) => !near.includes(code)) ?? "444444";
};

test("an authenticator code ends the wait in one session", {
  tag: "@V6.3.3",
}, async () => {
  const person = await makePerson();
  const code = person.code();
  expect(await attempt(person.challenge, `${code.slice(0, 3)} ${code.slice(3)}`)).toBe("session");
  expect(await sessionsOf(person.id)).toEqual([["mfa", "otp", "pwd"]]);
  expect(await readPendingSignIn(hashToken(person.challenge))).toBeNull();
});

test("two right codes at once make exactly one session", { tag: "@V6.3.3" }, async () => {
  const person = await makePerson();
  const late = totpCodeAt(person.secret, Date.now() - 30_000);
  const answers = await Promise.all([
    attempt(person.challenge, late),
    attempt(person.challenge, person.code()),
  ]);
  expect(count(answers)).toEqual({ session: 1, conflict: 1 });
  expect(await sessionsOf(person.id)).toHaveLength(1);
});

test("a code is accepted once across sign-in, step-up and disabling", {
  tag: ["@V6.5.1", "@V6.5.5"],
}, async () => {
  const { actor, user } = await makeMember();
  const { secret } = await makeTwoFactor(user.id);
  const code = totpCodeAt(secret);
  const both = await Promise.all([
    attempt(await makeChallenge(user.id), code),
    attempt(await makeChallenge(user.id), code),
  ]);
  expect(count(both)).toEqual({ session: 1, invalid: 1 });
  await expect(stepUp(actor, { stepUpCode: code })).rejects.toMatchObject({ code: "invalid" });
  await expect(disableTwoFactor(actor, { code })).rejects.toMatchObject({ code: "invalid" });

  const next = totpCodeAt(secret, Date.now() + 30_000);
  await stepUp(actor, { stepUpCode: next });
  for (const used of [code, next]) {
    await expect(disableTwoFactor(actor, { code: used })).rejects.toMatchObject({ code: "invalid" });
    expect(await attempt(await makeChallenge(user.id), used)).toBe("invalid");
  }
});

test("a sign-in takes five codes, then refuses the right one", { tag: "@V6.3.1" }, async () => {
  const person = await makePerson();
  const wrong = wrongOf(person.secret);
  for (let tries = 4; tries >= 0; tries--) {
    const refused = passSecondFactor(anonymous(), { challenge: person.challenge, code: wrong });
    await expect(refused).rejects.toMatchObject({
      fields: {
        code: expect.stringMatching(tries === 0 ? /last try/ : tries === 1 ? /One try/ : `${tries} tries`),
      },
    });
  }
  expect(await attempt(person.challenge, person.code())).toBe("conflict");
  expect(await sessionsOf(person.id)).toEqual([]);
});

test("a burst of parallel guesses gets no more than five looks", { tag: "@V6.3.1" }, async () => {
  const person = await makePerson();
  const wrong = wrongOf(person.secret);
  const answers = await Promise.all(Array.from({ length: 20 }, () => attempt(person.challenge, wrong)));
  expect(count(answers)).toEqual({ invalid: 5, conflict: 15 });
});

test("ten wrong codes lock codes across challenges and recovery codes", {
  tag: "@V6.3.1",
}, async () => {
  const person = await makePerson();
  const wrong = wrongOf(person.secret);
  const guesses = Array.from({ length: 14 }, (_, n) => (n % 2 === 0 ? wrong : "0000-0000-0000-0000"));
  const answers: string[] = [];
  for (const guess of guesses) answers.push(await attempt(await makeChallenge(person.id), guess));
  expect(count(answers)).toEqual({ invalid: 10, tooOften: 4 });
  expect(await attempt(person.challenge, person.code())).toBe("tooOften");
  expect(await attemptsOf(person.challenge), "which spends no try").toBe(0);

  await passWait(person.id);
  expect(await attempt(person.challenge, person.code())).toBe("session");
});

test("right codes use up nothing of an account's ten", async () => {
  const person = await makePerson();
  for (const code of person.recovery)
    expect(await attempt(await makeChallenge(person.id), code)).toBe("session");
  expect(await attempt(person.challenge, person.code())).toBe("session");
});

test("expired, used and unknown sign-ins are over", {
  tag: "@V6.5.1",
}, async () => {
  const person = await makePerson();
  await ownerSql()`update login_challenges set expires_at = now() where id_hash = ${hashToken(person.challenge)}`;
  for (const challenge of [person.challenge, "", "A".repeat(43)])
    expect(await attempt(challenge, person.code())).toBe("conflict");
  expect(await sessionsOf(person.id)).toEqual([]);
});

test("a person disabled meanwhile does not get in", { tag: "@V7.4.2" }, async () => {
  const person = await makePerson();
  await asOwner((sql) => sql`update users set disabled_at = now() where id = ${person.id}`);
  expect(await attempt(person.challenge, person.code())).toBe("conflict");
});

test("fifty uses of one recovery code at once make exactly one session", {
  tag: ["@V6.5.1", "@V6.5.2"],
}, async () => {
  const person = await makePerson();
  const challenges = await Promise.all(Array.from({ length: 50 }, () => makeChallenge(person.id)));
  const [code = ""] = person.recovery;
  const answers = await Promise.all(challenges.map((challenge) => attempt(challenge, code)));
  expect(count(answers)).toEqual({ session: 1, invalid: 10, tooOften: 39 });
  expect(await sessionsOf(person.id)).toHaveLength(1);
  const [left] =
    await ownerSql()`select count(*)::int as n from recovery_codes where user_id = ${person.id} and used_at is null`;
  expect(left?.n).toBe(9);
});

test("a recovery code tolerates spelling, works once and is mailed", {
  tag: "@V6.5.1",
}, async () => {
  const [person, other] = [await makePerson(), await makePerson()];
  const [code = ""] = person.recovery;
  expect(await attempt(other.challenge, code)).toBe("invalid");
  const spelled = code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
  expect(await attempt(person.challenge, spelled)).toBe("session");
  expect(await attempt(await makeChallenge(person.id), code)).toBe("invalid");
  expect(await mailsTo(person.email)).toEqual(["A recovery code was used"]);
});

test("each wrong code is recorded without code or secret", {
  tag: "@V16.3.1",
}, async () => {
  const person = await makePerson();
  const wrong = wrongOf(person.secret);
  await attempt(person.challenge, wrong);
  const [recovery = ""] = person.recovery;
  await attempt(person.challenge, recovery);
  const entries =
    await ownerSql()`select action, result, detail from audit_events where user_id = ${person.id} order by occurred_at, seq`;
  expect(entries).toMatchObject([
    { action: "credential.decrypt", result: "done", detail: { purpose: "check code" } },
    { action: "session.second_factor", result: "refused", detail: { because: "wrong code" } },
    { action: "session.second_factor", result: "done", detail: { by: "recovery code" } },
    { action: "session.start", result: "done" },
  ]);
  const all = JSON.stringify(await ownerSql()`select * from audit_events where user_id = ${person.id}`);
  for (const secret of [wrong, recovery, recovery.replaceAll("-", ""), person.secret, person.challenge])
    expect(all).not.toContain(secret);
});

test("a fault of ours spends no try", { tag: "@V16.5.3" }, async () => {
  const person = await makePerson();
  const [row] = await ownerSql()`select totp_key_id from users where id = ${person.id}`;
  await asOwner((sql) => sql`update users set totp_key_id = ${person.id} where id = ${person.id}`);
  for (let tries = 0; tries < 6; tries++)
    await expect(
      passSecondFactor(anonymous(), { challenge: person.challenge, code: "123456" }),
    ).rejects.toThrow(/cannot be opened/);
  expect(await attemptsOf(person.challenge)).toBe(0);
  await asOwner((sql) => sql`update users set totp_key_id = ${row?.totp_key_id} where id = ${person.id}`);
  expect(await attempt(person.challenge, "")).toBe("invalid");
  expect(await attemptsOf(person.challenge), "an empty field neither").toBe(0);
  expect(await attempt(person.challenge, person.code())).toBe("session");
});

test("with the database gone nobody passes", { tag: "@V16.5.3" }, async () => {
  const script = `const { passSecondFactor } = await import("#lib/account/sign-in/second-factor.ts");
    const { readPendingSignIn } = await import("#lib/account/two-factor/pending-sign-in.ts");
    const origin = { ip: "192.0.2.1", userAgent: null, requestId: "r" };
    const codes = [];
    for (const work of [
      () => passSecondFactor({ kind: "anonymous", origin }, { challenge: "x", code: "123456" }),
      () => readPendingSignIn(Buffer.alloc(32)),
    ]) codes.push(await work().then(() => "open", (error) => error.code));
    console.log(JSON.stringify(codes)); process.exit(0);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: new URL("../../../", import.meta.url),
    env: { ...process.env, DATABASE_URL: "postgres://nobody@127.0.0.1:1/gone" },
  });
  expect(JSON.parse(stdout)).toEqual(["unavailable", "unavailable"]);
});
