import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { mailsTo } from "#lib/account/email-changes/email-change.fixture.ts";
import {
  makeChallenge,
  makeInstallationOwner,
  makeMember,
  makeSession,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { endAccountSessions } from "./end-sessions.ts";
import { findAccount } from "./find.ts";
import { getAccount } from "./get.ts";

const installation = "00000000-0000-0000-0000-000000000000";

test("the installation's owner finds an account by its address", async () => {
  const owner = await makeInstallationOwner();
  const { user } = await makeMember();
  await makeSession(user.id);
  expect(await findAccount(owner, { email: ` ${user.email.toUpperCase()} ` })).toEqual({ userId: user.id });
  expect(await getAccount(owner, { userId: user.id })).toMatchObject({
    ...user,
    verified: true,
    workspaces: ["Analytical Engines"],
    sessions: 2,
  });
  await expect(findAccount(owner, { email: uniqueEmail("nobody") })).rejects.toMatchObject({
    fields: { email: "No account has this address." },
  });
  expect(await entriesOf(owner.origin.requestId)).toEqual([
    { chain: installation, action: "account.find", result: "done", target: user.id },
  ]);
});

test("every other user finds no account, whoever they are", { tag: "@V8.2.2" }, async () => {
  const [{ actor, user }, { user: other }] = [await makeMember(), await makeMember()];
  for (const email of [user.email, other.email, uniqueEmail("nobody")])
    await expect(findAccount(actor, { email })).rejects.toMatchObject({ code: "notFound" });
  for (const userId of [user.id, other.id, uuidv7()]) expect(await getAccount(actor, { userId })).toBeNull();
  await expect(endAccountSessions(actor, { userId: other.id })).rejects.toMatchObject({ code: "notFound" });
});

test("the installation's owner ends an account's sessions, recorded in both logs", {
  tag: "@V7.4.5",
}, async () => {
  const owner = await makeInstallationOwner();
  const { user, actor } = await makeMember();
  await makeSession(user.id);
  await makeChallenge(user.id);
  expect(await endAccountSessions(owner, { userId: user.id })).toEqual({ name: user.name, sessionsEnded: 2 });

  expect((await getAccount(owner, { userId: user.id }))?.sessions).toBe(0);
  const [waiting] = await ownerSql()`select count(*)::int as n from login_challenges
    where user_id = ${user.id} and used_at is null`;
  expect(waiting?.n).toBe(0);
  await expect(findAccount(actor, { email: user.email })).rejects.toMatchObject({
    message: "This session has ended. Sign in again.",
  });
  const entry = { action: "account.end_sessions", result: "done", target: user.id };
  expect(await entriesOf(owner.origin.requestId)).toEqual([
    { chain: installation, ...entry },
    { chain: user.id, ...entry },
  ]);
  expect((await mailsTo(user.email)).map(({ subject }) => subject)).toEqual([
    "You were signed out of Mailneo",
  ]);
});

test("the owner's own account is signed out elsewhere", async () => {
  const owner = await makeInstallationOwner();
  await expect(endAccountSessions(owner, { userId: owner.userId })).rejects.toMatchObject({
    code: "conflict",
  });
  expect((await getAccount(owner, { userId: owner.userId }))?.sessions).toBe(1);
});

const entriesOf = (requestId: string) =>
  ownerSql()`select chain_id as chain, action, result, target from audit_events
    where request_id = ${requestId} and result = 'done' order by chain_id`;
