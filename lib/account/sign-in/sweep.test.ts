import { randomInt } from "node:crypto";
import { expect, test } from "@playwright/test";
import { mailsTo, tokenIn } from "#lib/account/email-changes/email-change.fixture.ts";
import { resendVerification } from "#lib/account/users/resend-verification.ts";
import { signUp } from "#lib/account/users/sign-up.ts";
import { verifyEmail } from "#lib/account/users/verify-email.ts";
import type { Anonymous } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { hashToken, randomToken } from "#lib/crypto/tokens.ts";
import { anonymous, makeMember, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { sweepSignIns } from "./sweep.ts";

test("expired rows are deleted; usable and comparable ones stay", async () => {
  const { user, actor } = await makeMember();
  const sql = ownerSql();
  for (const age of ["31 days", "1 day"]) {
    const expired = sql`now() - ${age}::interval`;
    const hash = () => hashToken(randomToken());
    await sql`insert into login_challenges (id_hash, user_id, amr, expires_at) values (${hash()}, ${user.id}, '{pwd}', ${expired})`;
    await sql`insert into webauthn_challenges (id_hash, purpose, user_id, challenge, expires_at)
      values (${hash()}, 'sign_in', ${user.id}, ${hash()}, ${expired})`;
    await sql`insert into email_tokens (token_hash, user_id, purpose, email, expires_at)
      values (${hash()}, ${user.id}, 'reset_password', ${user.email}, ${expired})`;
  }
  await sql`insert into sessions (id, sid_hash, user_id, amr, revoked_at, last_seen_at) values
    (new_id(), ${hashToken(randomToken())}, ${user.id}, '{pwd}', now() - interval '13 months', now() - interval '13 months'),
    (new_id(), ${hashToken(randomToken())}, ${user.id}, '{pwd}', now() - interval '1 month', now() - interval '1 month')`;

  await runJob(sweepSignIns, {});

  const [left] = await sql`select
    (select count(*)::int from login_challenges where user_id = ${user.id}) as challenges,
    (select count(*)::int from webauthn_challenges where user_id = ${user.id}) as passkey_challenges,
    (select count(*)::int from email_tokens where user_id = ${user.id}) as links,
    (select count(*)::int from sessions where user_id = ${user.id}) as sessions`;
  expect(left).toEqual({ challenges: 1, passkey_challenges: 1, links: 1, sessions: 2 });
  const [own] = await sql`select 1 from sessions where id = ${actor.sessionId}`;
  expect(own).toBeDefined();
});

test("a doubly used sign-up link asks for its password a month later", {
  tag: "@V6.4.1",
}, async () => {
  const email = uniqueEmail();
  const own = "Slow-rivers8 carry";
  const person = (password: string) => ({ name: "Ada", workspaceName: "Engines", email, password });
  await signUp(visitor(), person("Tide-harbour7 lamp"));
  await signUp(visitor(), person(own));
  const [user] = await ownerSql()`select id from users where email = ${email}`;
  const older = () =>
    ownerSql()`update email_tokens set expires_at = expires_at - interval '32 days' where user_id = ${user?.id}`;
  await older();
  await runJob(sweepSignIns, {});

  await resendVerification(visitor(), { email });
  const [mail] = (await mailsTo(email)).slice(-1);
  const token = tokenIn(mail ? [mail] : [], "verify_email");
  await runJob(sweepSignIns, {});
  for (const password of [undefined, "Tide-harbour7 lamp"])
    await expect(verifyEmail(visitor(), { token, password })).rejects.toMatchObject({
      fields: { password: expect.any(String) },
    });
  await verifyEmail(visitor(), { token, password: own });
  await older();
  await runJob(sweepSignIns, {});
  expect(
    await ownerSql()`select 1 from email_tokens where user_id = ${user?.id}`,
    "nothing is kept after",
  ).toEqual([]);
});

/** Nobody, from a network of their own. */
function visitor(): Anonymous {
  const actor = anonymous();
  const part = () => randomInt(65536).toString(16);
  return { ...actor, origin: { ...actor.origin, ip: `2001:db8:${part()}:${part()}::1` } };
}
