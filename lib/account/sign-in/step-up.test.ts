import { expect, test } from "@playwright/test";
import { makePasskeyOwner } from "#lib/account/passkeys/contract.cases.ts";
import { hashPassword } from "#lib/account/passwords/hash.ts";
import { readSession } from "#lib/account/sessions/read-session.ts";
import { totpPlace } from "#lib/account/two-factor/spend-totp.ts";
import { newTotpSecret, totpCodeAt } from "#lib/account/two-factor/totp.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { vaultIn } from "#lib/core/vault/vault.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { anonymous, asOwner, makeMember, ownerSql } from "#testing/factories.ts";
import { stepUp } from "./step-up.ts";

const password = "Tide-harbour7 lamp";
const hashed = hashPassword(password);

async function makePerson() {
  const member = await makeMember();
  const hash = await hashed;
  await asOwner((sql) => sql`update users set password_hash = ${hash} where id = ${member.user.id}`);
  await ownerSql()`update sessions set auth_time = now() - interval '2 hours' where id = ${member.actor.sessionId}`;
  return member;
}

async function giveTotp(userId: string) {
  const secret = newTotpSecret();
  const { blob, keyId } = await connections().writer.transaction(async (tx) => {
    await enter(tx, null, userId);
    return vaultIn(tx).seal(totpPlace(userId), secret);
  });
  await asOwner(
    (sql) =>
      sql`update users set totp_secret = ${blob}, totp_key_id = ${keyId}, totp_enabled_at = now() where id = ${userId}`,
  );
  return secret;
}

test("a password step-up continues the session under a new id", {
  tag: ["@V7.2.4", "@V7.5.1"],
}, async () => {
  const { actor } = await makePerson();
  const [before] = await ownerSql()`select sid_hash from sessions where id = ${actor.sessionId}`;
  const { sid, authTime } = await stepUp(actor, { stepUpPassword: password });

  const session = await readSession(hashToken(sid));
  expect(session).toMatchObject({ sessionId: actor.sessionId, authTime, amr: ["pwd"] });
  expect(Date.now() - authTime.getTime()).toBeLessThan(60_000);
  expect(await readSession(before?.sid_hash)).toBeNull();
});

test("with an authenticator a step-up takes its code, once", {
  tag: "@V7.5.1",
}, async () => {
  const { actor, user } = await makePerson();
  const secret = await giveTotp(user.id);
  await expect(stepUp(actor, { stepUpPassword: password })).rejects.toMatchObject({ code: "invalid" });

  const stepUpCode = totpCodeAt(secret);
  const { sid } = await stepUp(actor, { stepUpCode: `${stepUpCode.slice(0, 3)} ${stepUpCode.slice(3)}` });
  expect((await readSession(hashToken(sid)))?.amr.sort()).toEqual(["mfa", "otp", "pwd"]);
  await expect(stepUp(actor, { stepUpCode })).rejects.toMatchObject({
    fields: { stepUpCode: expect.any(String) },
  });
});

test("of many at once with the same code one is right", { tag: "@V6.5.5" }, async () => {
  const { actor, user } = await makePerson();
  const code = totpCodeAt(await giveTotp(user.id));
  const tries = await Promise.allSettled(
    Array.from({ length: 5 }, () => stepUp(actor, { stepUpCode: code })),
  );
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("guessing ends after five tries, and each is recorded", { tag: "@V6.3.1" }, async () => {
  const { actor } = await makePerson();
  for (let tries = 0; tries < 5; tries++)
    await expect(stepUp(actor, { stepUpCode: "000000" })).rejects.toMatchObject({ code: "invalid" });
  await expect(stepUp(actor, { stepUpPassword: password })).rejects.toMatchObject({ code: "tooOften" });
  const entries =
    await ownerSql()`select result from audit_events where user_id = ${actor.userId} and action = 'session.step_up'`;
  expect(entries).toHaveLength(6);
});

test("a step-up needs a session and a proof", async () => {
  const { actor } = await makePerson();
  await expect(stepUp(anonymous(), { stepUpPassword: password })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(stepUp(actor, {})).rejects.toMatchObject({ code: "invalid" });
});

test("with a passkey the password alone does not do", { tag: "@V7.5.1" }, async () => {
  const { actor, user } = await makePasskeyOwner();
  const hash = await hashPassword(password);
  await asOwner((sql) => sql`update users set password_hash = ${hash} where id = ${user.id}`);
  await expect(stepUp(actor, { stepUpPassword: password })).rejects.toMatchObject({
    fields: { stepUpPassword: expect.stringContaining("Use your passkey") },
  });
  await stepUp(actor, { stepUpPassword: password, stepUpWithout: "passkey" });
  const [entry] = await ownerSql()`select detail from audit_events
    where action = 'session.step_up' and result = 'done' and actor_id = ${user.id}`;
  expect(entry?.detail).toEqual({ by: "password", insteadOf: "passkey" });
});
