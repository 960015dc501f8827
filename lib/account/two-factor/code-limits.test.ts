import { expect, test } from "@playwright/test";
import { mailsTo, tokenIn } from "#lib/account/email-changes/email-change.fixture.ts";
import { requestReset } from "#lib/account/passwords/request-reset.ts";
import { resetPassword } from "#lib/account/passwords/reset.ts";
import { rememberDevice } from "#lib/account/sessions/device.ts";
import { passSecondFactor } from "#lib/account/sign-in/second-factor.ts";
import { stepUp } from "#lib/account/sign-in/step-up.ts";
import type { AppError } from "#lib/core/errors.ts";
import { counterKey } from "#lib/core/throttle/attempts.ts";
import { randomToken } from "#lib/crypto/tokens.ts";
import {
  anonymous,
  makeChallenge,
  makeMember,
  makeTwoFactor,
  makeUser,
  ownerSql,
} from "#testing/factories.ts";
import { passWait } from "./code-limits.fixture.ts";
import { codeLockout, wrongCodeLimit } from "./code-limits.ts";
import { disableTwoFactor } from "./disable.ts";
import { totpCodeAt } from "./totp.ts";

const WRONG = "0000-0000-0000-0000";

async function makeLocked() {
  const { actor, user } = await makeMember();
  const { secret, codes } = await makeTwoFactor(user.id);
  return { actor, ...user, codes, code: () => totpCodeAt(secret) };
}

/** How a code given to a new sign-in was answered; for a refusal the minutes to wait. */
const give = async (userId: string, code: string, device?: string) =>
  passSecondFactor(anonymous(), { challenge: await makeChallenge(userId), code, device }).then(
    () => "in",
    ({ code, retryAfter }: AppError) =>
      code === "tooOften" ? Math.round((retryAfter ?? 0) / 60) : (code as string),
  );

async function fillBucket(userId: string, device?: string) {
  for (let n = 0; n < 10; n++) expect(await give(userId, WRONG, device)).toBe("invalid");
}

const subjectsTo = async (email: string) => (await mailsTo(email)).map(({ subject }) => subject);
const KNOWS = "Somebody knows your Mailneo password";

test("code lockouts double up to a day and reset after a week", {
  tag: "@V6.3.1",
}, async () => {
  const person = await makeLocked();
  const waits: (string | number)[] = [];
  for (let times = 0; times < 9; times++) {
    await fillBucket(person.id);
    waits.push(await give(person.id, person.code()));
    await passWait(person.id);
  }
  expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440]);

  await ownerSql()`update attempt_counters set window_ends_at = now() where key_hash = ${counterKey(codeLockout, person.id)}`;
  await fillBucket(person.id);
  expect(await give(person.id, person.code())).toBe(15);
});

test("slow guessing locks too, and a right code forgives earlier mistakes", {
  tag: "@V6.3.1",
}, async () => {
  const person = await makeLocked();
  for (let n = 0; n < 9; n++) await give(person.id, WRONG);
  expect(await give(person.id, person.codes[0] ?? "")).toBe("in");
  for (let n = 0; n < 9; n++) await give(person.id, WRONG);
  await ownerSql()`update attempt_counters set window_ends_at = window_ends_at - interval '23 hours'
    where key_hash = ${counterKey(wrongCodeLimit, person.id)}`;
  expect(await give(person.id, WRONG)).toBe("invalid");
  expect(await give(person.id, person.code())).toBe(15);
});

test("the owner is mailed about wrong codes once a day", {
  tag: "@V6.3.5",
}, async () => {
  const person = await makeLocked();
  for (let times = 0; times < 3; times++) {
    await fillBucket(person.id);
    await passWait(person.id);
  }
  expect(await subjectsTo(person.email)).toEqual(["Many wrong codes for your account"]);
  const challenge = () => makeChallenge(person.id);
  for (const each of [await challenge(), await challenge()]) {
    for (let tries = 0; tries < 4; tries++)
      await passSecondFactor(anonymous(), { challenge: each, code: WRONG }).catch(() => {});
    await passWait(person.id);
  }
  expect((await subjectsTo(person.email)).slice(1)).toEqual([KNOWS]);
});

test("an attacker's guesses delay neither known browsers nor open sessions", {
  tag: "@V6.3.1",
}, async () => {
  const person = await makeLocked();
  await fillBucket(person.id);
  expect(await give(person.id, person.code())).toBe(15);
  const device = rememberDevice(null, person.id);
  expect(await give(person.id, WRONG, device)).toBe("invalid");
  expect(await give(person.id, person.codes[0] ?? "", device)).toBe("in");
  await stepUp(person.actor, { stepUpCode: person.codes[1] ?? "" });
  await disableTwoFactor(person.actor, { code: person.codes[2] ?? "" });
});

test("a browser known to another account is unknown here", {
  tag: "@V6.3.1",
}, async () => {
  const person = await makeLocked();
  const device = rememberDevice(null, person.id);
  await fillBucket(person.id, device);
  expect(await give(person.id, person.code(), device)).toBe(15);
  await fillBucket(person.id, rememberDevice(null, (await makeUser()).id));
  expect(await give(person.id, person.code())).toBe(15);
});

test("without the password nobody counts against an account or mails its owner", {
  tag: "@V6.3.1",
}, async () => {
  const person = await makeLocked();
  for (let n = 0; n < 12; n++)
    await expect(
      passSecondFactor(anonymous(), { challenge: randomToken(), code: WRONG }),
    ).rejects.toMatchObject({ code: "conflict" });
  expect(await subjectsTo(person.email)).toEqual([]);
  const keys = [counterKey(wrongCodeLimit, person.id), counterKey(codeLockout, person.id)];
  expect(await ownerSql()`select 1 from attempt_counters where key_hash in ${ownerSql()(keys)}`).toEqual([]);
});

test("a reset unlocks codes once a day and remembers the lockouts", {
  tag: "@V6.3.1",
}, async () => {
  const person = await makeLocked();
  const reset = async (password: string) => {
    await requestReset(anonymous(), { email: person.email });
    const token = tokenIn(await mailsTo(person.email), "reset_password");
    await resetPassword(anonymous(), { token, password });
  };
  await fillBucket(person.id);
  await reset("Slow-rivers8 carry");
  await fillBucket(person.id);
  expect(await give(person.id, person.code())).toBe(30);
  await reset("Tide-harbour7 lamp");
  expect(await give(person.id, person.code())).toBe(30);
});
