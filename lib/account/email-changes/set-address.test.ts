import { expect, test } from "@playwright/test";
import { anonymous, ownerSql } from "#testing/factories.ts";
import { confirmEmailChange } from "./confirm.ts";
import { makeEmailChange } from "./email-change.fixture.ts";

const provedAt = async (userId: string) =>
  (await ownerSql()`select email_verified_at as at from users where id = ${userId}`)[0]?.at as Date;

// Where nobody is named, whoever proved an address first looks after the installation: a new address would hand that to the next stranger.
test("a new address keeps the first verification time", { tag: "@V8.2.1" }, async () => {
  const change = await makeEmailChange({ twoFactor: true });
  const before = await provedAt(change.user.id);
  expect(await confirmEmailChange(anonymous(), { token: change.confirm_email })).toEqual({ done: true });
  expect(await provedAt(change.user.id)).toEqual(before);
});
