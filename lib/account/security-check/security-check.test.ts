import { expect, test } from "@playwright/test";
import { hashPassword } from "#lib/account/passwords/hash.ts";
import { signIn } from "#lib/account/sign-in/sign-in.ts";
import { renameUser } from "#lib/account/users/rename.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { anonymous, asOwner, makeEmailAccount, makeMember, ownerSql } from "#testing/factories.ts";
import type { SecurityFacts } from "./facts.ts";
import { getSecurityCheck } from "./get.ts";
import { securityLines, securityScore } from "./lines.ts";
import { scoreSecurity } from "./score-job.ts";

const perfect: SecurityFacts = {
  userId: "",
  twoFactorSince: new Date(),
  passkeys: 1,
  unusedPasskeys: 0,
  codes: 10,
  codesLeft: 10,
  hasPassword: true,
  passwordChangedAt: new Date(),
  passwordWeak: false,
  sessions: 2,
  idleSessions: 0,
  farSessions: 0,
  mailboxes: 1,
  unusedMailboxes: 0,
  apiKeys: 0,
  unusedApiKeys: 0,
  teammates: 3,
  uncoveredTeammates: 0,
};

const scoreOf = (change: Partial<SecurityFacts>) => securityScore(securityLines({ ...perfect, ...change }));

test("all points add up to 100, and each gap costs its own", () => {
  expect(securityLines(perfect).reduce((sum, { points }) => sum + points, 0)).toBe(100);
  expect(scoreOf({})).toBe(100);
  expect(scoreOf({ twoFactorSince: null })).toBe(70);
  expect(scoreOf({ unusedPasskeys: 1 })).toBe(95);
  expect(scoreOf({ codesLeft: 3 })).toBe(90);
  expect(scoreOf({ passwordWeak: true })).toBe(85);
  expect(scoreOf({ passwordChangedAt: null })).toBe(95);
  expect(scoreOf({ passwordChangedAt: new Date(Date.now() - 366 * 86_400_000) })).toBe(95);
  expect(scoreOf({ idleSessions: 1 })).toBe(90);
  expect(scoreOf({ farSessions: 1 })).toBe(90);
  expect(scoreOf({ unusedMailboxes: 1 })).toBe(95);
  expect(scoreOf({ uncoveredTeammates: 1 })).toBe(90);
  expect(scoreOf({ apiKeys: 2 })).toBe(100);
  expect(scoreOf({ apiKeys: 2, unusedApiKeys: 1 }), "of 105 points").toBe(95);
});

test("what does not apply is left out and takes nothing away", () => {
  expect(scoreOf({ mailboxes: 0, teammates: 0 })).toBe(100);
  expect(scoreOf({ passkeys: 0 }), "85 of the 95 points without the line of unused ones").toBe(89);
  expect(scoreOf({ mailboxes: 0, teammates: 0, twoFactorSince: null })).toBe(65);
  const ids = securityLines({ ...perfect, mailboxes: 0, teammates: 0 }).map(({ id }) => id);
  expect(ids).toEqual([
    "two_factor",
    "recovery_codes",
    "passkey",
    "unused_passkeys",
    "password",
    "password_age",
    "sessions",
  ]);
});

test("the facts count one's own account and administered workspaces", async () => {
  const { actor, user, workspaceId } = await makeMember();
  await makeMember({ workspaceId, role: "member" });
  const covered = await makeMember({ workspaceId, role: "viewer" });
  const unused = await makeEmailAccount(workspaceId);
  await makeEmailAccount(workspaceId);
  await makeKeys(workspaceId, user.id);
  await asOwner(async (sql) => {
    await sql`update users set totp_enabled_at = now() where id in ${sql([user.id, covered.user.id])}`;
    await sql`update email_accounts set created_at = now() - interval '91 days' where id = ${unused.id}`;
    await sql`insert into recovery_codes (id, user_id, code_hash, used_at)
      select new_id(), ${user.id}, sha256(n::text::bytea), case when n > 7 then now() end from generate_series(1, 10) n`;
    await sql`insert into passkeys (id, user_id, credential_id, public_key, name, created_at, last_used_at) values
      (new_id(), ${user.id}, ${Buffer.from(`used ${user.id}`)}, '\\x00', 'Laptop', now() - interval '1 year', now()),
      (new_id(), ${user.id}, ${Buffer.from(`lost ${user.id}`)}, '\\x00', 'Old phone', now() - interval '1 year', null)`;
  });
  await ownerSql()`update sessions set country = 'IT', absolute_expires_at = now() + interval '90 days' where id = ${actor.sessionId}`;
  const other = (values: { seen: string; country: string | null; ended?: boolean }) => ownerSql()`
    insert into sessions (id, sid_hash, user_id, amr, last_seen_at, country, revoked_at, absolute_expires_at)
    values (new_id(), sha256(new_id()::text::bytea), ${user.id}, '{pwd}', now() - ${values.seen}::interval, ${values.country},
      ${values.ended ? new Date() : null}, now() + interval '90 days')`;
  await other({ seen: "15 days", country: "IT" });
  await other({ seen: "1 day", country: "BR" });
  await other({ seen: "1 day", country: null });
  await other({ seen: "31 days", country: "BR" });
  await other({ seen: "1 day", country: "BR", ended: true });

  const { facts } = await getSecurityCheck(actor, {});
  expect(facts).toEqual({
    userId: user.id,
    twoFactorSince: expect.any(Date),
    passkeys: 2,
    unusedPasskeys: 1,
    codes: 10,
    codesLeft: 7,
    hasPassword: false,
    passwordChangedAt: null,
    passwordWeak: false,
    sessions: 4,
    idleSessions: 1,
    farSessions: 1,
    mailboxes: 2,
    unusedMailboxes: 1,
    apiKeys: 3,
    unusedApiKeys: 2,
    teammates: 2,
    uncoveredTeammates: 1,
  });
  const viewer = await getSecurityCheck(covered.actor, {});
  expect(viewer.facts).toMatchObject({ mailboxes: 0, apiKeys: 0, teammates: 0 });
});

/** One key in use, one left behind, one never used, and one of each that does not count: new, over, revoked. */
const makeKeys = (workspaceId: string, userId: string) =>
  asOwner(async (sql) => {
    const key = async (name: string, made: string, used: string | null, ended = false) => {
      const [row] =
        await sql`insert into api_keys (workspace_id, id, public_id, secret_hash, last_four, name, environment, scopes,
          created_by, created_at, revoked_at)
        values (${workspaceId}, new_id(), ${name.padEnd(10, "0")}, sha256(new_id()::text::bytea), 'abcd', ${name}, 'live',
          '{contacts:read}', ${userId}, now() - ${made}::interval, ${ended ? new Date() : null}) returning id`;
      if (used)
        await sql`insert into api_key_uses (workspace_id, key_id, last_used_at) values (${workspaceId}, ${row?.id}, now() - ${used}::interval)`;
    };
    await key("inUse", "1 year", "1 day");
    await key("left", "1 year", "91 days");
    await key("never", "8 days", null);
    await key("revoked", "1 year", null, true);
  });

test("a common password is noticed at sign-in and forgotten when changed", {
  tag: "@V6.2.4",
}, async () => {
  const { actor, user } = await makeMember();
  const weak = "Password1!";
  const hash = await hashPassword(weak);
  await asOwner((sql) => sql`update users set password_hash = ${hash} where id = ${user.id}`);
  expect((await getSecurityCheck(actor, {})).facts.passwordWeak).toBe(false);
  await signIn(anonymous(), { email: user.email, password: weak });
  expect((await getSecurityCheck(actor, {})).facts.passwordWeak).toBe(true);

  const good = "Slow-rivers8 carry";
  const better = await hashPassword(good);
  await asOwner((sql) => sql`update users set password_hash = ${better} where id = ${user.id}`);
  await signIn(anonymous(), { email: user.email, password: good });
  expect((await getSecurityCheck(actor, {})).facts.passwordWeak).toBe(false);
});

test("the job writes a daily score, and again after activity", async () => {
  const { actor, user } = await makeMember();
  const waiting = await makeMember();
  await asOwner((sql) => sql`update users set email_verified_at = null where id = ${waiting.user.id}`);
  await runJob(scoreSecurity, {});
  const scores = (userId: string) => ownerSql()`select score from security_scores where user_id = ${userId}`;
  const [before] = await scores(user.id);
  expect(before?.score).toBe((await getSecurityCheck(actor, {})).score);
  expect(await scores(waiting.user.id)).toHaveLength(0);

  await asOwner((sql) => sql`update users set totp_enabled_at = now() where id = ${user.id}`);
  await renameUser(actor, { name: "Augusta" });
  await runJob(scoreSecurity, {});
  const [after, ...more] = await scores(user.id);
  expect(more).toEqual([]);
  expect(after?.score).toBeGreaterThan(before?.score);

  await ownerSql()`update security_scores set day = day - 3 where user_id = ${user.id}`;
  const { history, score } = await getSecurityCheck(actor, {});
  expect(history.map((each) => each.score)).toEqual([after?.score, score]);
});
