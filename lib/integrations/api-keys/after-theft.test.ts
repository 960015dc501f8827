import { expect, test } from "@playwright/test";
import { mailsTo, tokenIn } from "#lib/account/email-changes/email-change.fixture.ts";
import { requestReset } from "#lib/account/passwords/request-reset.ts";
import { resetPassword } from "#lib/account/passwords/reset.ts";
import { beginSessionAs } from "#lib/account/sign-in/begin-session.fixture.ts";
import { disownSession } from "#lib/account/sign-in/disown.ts";
import type { Member } from "#lib/core/actor.ts";
import { anonymous, makeMember, ownerSql } from "#testing/factories.ts";
import { createApiKey } from "./create.ts";

const makeKey = (actor: Member, name: string) =>
  createApiKey(actor, { name, environment: "live", scopes: ["contacts:read"], lifetime: "90" });

const enter = (userId: string, knownDevice: boolean) => beginSessionAs(anonymous(), userId, { knownDevice });

test("“This wasn't me” revokes newer API keys and lists the earlier ones", { tag: "@V7.4.3" }, async () => {
  const { actor, user, workspaceId } = await makeMember();
  const mine = await makeKey(actor, "Shop");
  await enter(user.id, true);
  await enter(user.id, false);
  const planted = await makeKey(actor, "Planted");
  await disownSession(anonymous(), { token: tokenIn(await mailsTo(user.email), "disown_session") });

  const keys = await ownerSql()`select id, revoked_at is not null as revoked from api_keys
    where workspace_id = ${workspaceId} order by created_at`;
  expect(keys).toEqual([
    { id: mine.id, revoked: false },
    { id: planted.id, revoked: true },
  ]);
  const text = JSON.stringify((await mailsTo(user.email)).at(-1));
  expect(text).toContain(`made since then are revoked: the one that ends in ${planted.key.slice(-4)}`);
  expect(text).toContain(`still work: the one that ends in ${mine.key.slice(-4)} (Shop`);
  const [entry] = await ownerSql()`select user_id, result from audit_events
    where target = ${planted.id} and action = 'api_key.revoke' and workspace_id = ${workspaceId}`;
  expect(entry).toEqual({ user_id: user.id, result: "done" });
});

test("a reset lists the working API keys of its user", { tag: "@V7.4.3" }, async () => {
  const { actor, user } = await makeMember();
  const { key } = await makeKey(actor, "Shop");
  await requestReset(anonymous(), { email: user.email });
  const token = tokenIn(await mailsTo(user.email), "reset_password");
  await resetPassword(anonymous(), { token, password: "Slow-rivers8 carry" });
  const text = JSON.stringify((await mailsTo(user.email)).at(-1));
  expect(text).toContain(`still work: the one that ends in ${key.slice(-4)} (Shop`);
  expect(text).not.toContain(key.slice(-38));
});
