import { randomInt } from "node:crypto";
import { expect, test } from "@playwright/test";
import { completeAccountRecovery } from "#lib/account/account-recovery/complete.ts";
import { confirmEmailChange } from "#lib/account/email-changes/confirm.ts";
import { mailsTo, makeEmailChange, tokenIn } from "#lib/account/email-changes/email-change.fixture.ts";
import { withdrawEmailChange } from "#lib/account/email-changes/withdraw.ts";
import { requestReset } from "#lib/account/passwords/request-reset.ts";
import { resetPassword } from "#lib/account/passwords/reset.ts";
import { passSecondFactor } from "#lib/account/sign-in/second-factor.ts";
import { stepUp } from "#lib/account/sign-in/step-up.ts";
import { disableTwoFactor } from "#lib/account/two-factor/disable.ts";
import { regenerateRecoveryCodes } from "#lib/account/two-factor/regenerate-recovery-codes.ts";
import type { Anonymous, Job } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import {
  anonymous,
  asOwner,
  makeChallenge,
  makeRecovery,
  makeTwoFactor,
  ownerSql,
} from "#testing/factories.ts";

/** Nobody, from a network of their own. */
function visitor(): Anonymous {
  const actor = anonymous();
  const part = () => randomInt(65536).toString(16);
  return { ...actor, origin: { ...actor.origin, ip: `2001:db8:${part()}:${part()}::1` } };
}

/** How it ended: done, or refused in words of ours. A deadlock is neither. */
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => (error instanceof AppError ? error.code : String(error.cause ?? error)),
  );

/** The process that waits for `pid`, once there is one. */
async function waiterOf(pid: unknown): Promise<number> {
  let found: { pid: number } | undefined;
  const look = async () => {
    [found] = await ownerSql()<{ pid: number }[]>`
      select pid from pg_stat_activity where ${Number(pid)} = any(pg_blocking_pids(pid)) limit 1`;
    return found !== undefined;
  };
  await expect.poll(look).toBe(true);
  return found?.pid ?? 0;
}

test("a sign-in ending during an address change waits without deadlock", {
  tag: "@V15.4.2",
}, async () => {
  const change = await makeEmailChange({ twoFactor: true });
  const recovery = await makeRecovery(change.user.id);
  const { codes } = await makeTwoFactor(change.user.id);
  const challenge = await makeChallenge(change.user.id);
  const both = await asOwner(async (sql) => {
    const [me] =
      await sql`select pg_backend_pid() as pid from account_recoveries where id = ${recovery} for update`;
    const signingIn = outcome(passSecondFactor(visitor(), { challenge, code: codes[0] ?? "" }));
    const stalled = await waiterOf(me?.pid);
    const changing = outcome(confirmEmailChange(visitor(), { token: change.confirm_email }));
    await waiterOf(stalled);
    return { signingIn, changing };
  });
  expect([await both.signingIn, await both.changing]).toEqual(["done", "done"]);
  const live =
    await ownerSql()`select 1 from sessions where user_id = ${change.user.id} and revoked_at is null`;
  expect(live, "and the change ends the session that came before it").toEqual([]);
});

test("concurrent account changes end in order without deadlock", {
  tag: "@V15.4.2",
}, async () => {
  test.slow();
  const job: Job = { kind: "job", job: "test", workspaceId: null, origin: visitor().origin };
  for (let round = 0; round < 12; round++) {
    const { user, actor, ...links } = await makeEmailChange({ twoFactor: true });
    const { codes } = await makeTwoFactor(user.id);
    await requestReset(visitor(), { email: user.email });
    const token = tokenIn(await mailsTo(user.email), "reset_password");
    const recoveryId = await makeRecovery(user.id, "-1 second");
    const challenges = [await makeChallenge(user.id), await makeChallenge(user.id)];
    const answers = await Promise.all(
      [
        confirmEmailChange(visitor(), { token: links.confirm_email }),
        ...challenges.map((challenge, n) => passSecondFactor(visitor(), { challenge, code: codes[n] ?? "" })),
        resetPassword(visitor(), { token, password: "Slow-rivers8 carry" }),
        requestReset(visitor(), { email: user.email }),
        withdrawEmailChange(actor, {}),
        disableTwoFactor(actor, { code: codes[2] ?? "" }),
        stepUp(actor, { stepUpCode: codes[3] ?? "" }),
        regenerateRecoveryCodes(actor, {}),
        completeAccountRecovery(job, { recoveryId }),
      ].map(outcome),
    );
    for (const answer of answers) expect(["done", "conflict", "notFound", "invalid"]).toContain(answer);
  }
});
