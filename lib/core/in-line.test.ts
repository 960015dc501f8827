import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { beginSessionAs } from "#lib/account/sign-in/begin-session.fixture.ts";
import { disownSession } from "#lib/account/sign-in/disown.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import type { ApiKey, Member } from "#lib/core/actor.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { holdRight } from "#lib/core/database/held-right.ts";
import { reportApiKey } from "#lib/integrations/api-keys/report.ts";
import { revokeApiKey } from "#lib/integrations/api-keys/revoke.ts";
import { rotateApiKey } from "#lib/integrations/api-keys/rotate.ts";
import { scopes } from "#lib/integrations/api-keys/scopes.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { removeMember } from "#lib/team/members/remove.ts";
import { makeProgram } from "#testing/api.ts";
import { anonymous, makeMember, ownerSql } from "#testing/factories.ts";
import type { AppError } from "./errors.ts";
import { rightOf } from "./held-right.ts";
import { orKey, workspaceMember } from "./policies.ts";

/** A command of the member or program that is on its way until `end`. */
async function onItsWay(actor: Member | ApiKey) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let begun = () => {};
  const holds = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const done = connections().writer.transaction(async (tx) => {
    await enter(tx, actor.workspaceId, null);
    const right = rightOf(actor, orKey(workspaceMember, "contacts:write"), "nothing");
    if (right) await tx.execute(sql`select ${holdRight(right)}`);
    begun();
    await ended;
  });
  await holds;
  return { end, done };
}

/** Waits until somebody stands in line for a user's, a workspace's or a key's rights. */
const standsInLine = (what: string) =>
  expect
    .poll(async () => {
      const [row] = await ownerSql()<{ n: number }[]>`select count(*)::int as n from pg_locks
        where locktype = 'advisory' and mode = 'ExclusiveLock' and not granted
          and (classid::bigint << 32 | objid::bigint) = hashtextextended(${what}, 0)`;
      return row?.n;
    })
    .toBe(1);

const made = (member: Member, name: string) =>
  createNewsletter(member, { name }).then(
    () => "made",
    () => "refused",
  );

test("commands behind a report wait for it and are refused", async () => {
  const { actor: thief, user, workspaceId } = await makeMember();
  const enterAs = () => beginSessionAs(anonymous(), user.id, { knownDevice: false });
  await enterAs();
  await enterAs();
  const mails = await ownerSql()<{ data: PlatformMail }[]>`select data from pgboss.job
    where name = 'platform-mail' and data->'to'->>'address' = ${user.email}`;
  const seed =
    mails.map(({ data }) => data.link).find((link) => link?.purpose === "disown_session")?.seed ?? "";
  const running = await onItsWay(thief);
  const report = disownSession(anonymous(), { token: mailedToken("disown_session", seed) });
  await standsInLine(`rights of user ${user.id}`);
  const behind = made(thief, "Behind the report");
  running.end();
  await Promise.all([running.done, report]);
  expect(await behind).toBe("refused");
  const [row] = await ownerSql()<{ n: number }[]>`
    select count(*)::int as n from newsletters where workspace_id = ${workspaceId} and name = 'Behind the report'`;
  expect(row?.n).toBe(0);
});

test("commands behind a removal wait for it and are refused", async () => {
  const { actor: owner, workspaceId } = await makeMember();
  const { actor: suspect, user } = await makeMember({ workspaceId, role: "admin" });
  const running = await onItsWay(suspect);
  const removal = removeMember(owner, { userId: user.id });
  await standsInLine(`rights of workspace ${workspaceId}`);
  const behind = made(suspect, "Behind the removal");
  running.end();
  await Promise.all([running.done, removal]);
  expect(await behind).toBe("refused");
});

const madeBy = (program: ApiKey, name: string) =>
  createNewsletter(program, { name }).then(
    () => "made",
    (error: AppError) => error.code,
  );

function programOf({ actor, keyId, workspaceId }: Awaited<ReturnType<typeof makeProgram>>) {
  const program: ApiKey = {
    kind: "apiKey",
    keyId,
    workspaceId,
    scopes: [...scopes],
    environment: "live",
    madeBy: actor.userId,
    origin: actor.origin,
  };
  return program;
}

const keyEndings: Record<string, (made: Awaited<ReturnType<typeof makeProgram>>) => Promise<unknown>> = {
  "a revocation": ({ actor, keyId }) => revokeApiKey(actor, { keyId }),
  "a rotation without overlap": ({ actor, keyId }) => rotateApiKey(actor, { keyId, overlap: "0" }),
  "a report of the key": ({ key }) => reportApiKey(anonymous(), { found: key }),
};

for (const [how, end] of Object.entries(keyEndings))
  test(`commands of a program behind ${how} wait and are refused`, {
    tag: ["@V7.4.1", "@V8.3.2"],
  }, async () => {
    const made = await makeProgram();
    const program = programOf(made);
    const running = await onItsWay(program);
    const ending = end(made);
    await standsInLine(`rights of key ${made.keyId}`);
    const behind = madeBy(program, "Behind the end");
    running.end();
    await Promise.all([running.done, ending]);
    expect(await behind).toBe("unauthorized");
  });

test("commands of a program behind its maker's removal wait too", { tag: "@V7.4.1" }, async () => {
  const { actor: owner, workspaceId } = await makeMember();
  const made = await makeProgram({ workspaceId });
  const program = programOf(made);
  const running = await onItsWay(program);
  const removal = removeMember(owner, { userId: made.user.id });
  await standsInLine(`rights of workspace ${workspaceId}`);
  const behind = madeBy(program, "Behind the removal");
  running.end();
  await Promise.all([running.done, removal]);
  expect(await behind).toBe("unauthorized");
});

test("a download of a program ends with its key", { tag: "@V8.3.2" }, async () => {
  const made = await makeProgram();
  const program = programOf(made);
  const readNewsletters = () =>
    listNewsletters(program, {}).then(
      () => "read",
      (error: AppError) => error.code,
    );
  expect(await readNewsletters()).toBe("read");
  await revokeApiKey(made.actor, { keyId: made.keyId });
  await expect.poll(readNewsletters).toBe("unauthorized");
});
