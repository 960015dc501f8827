import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { beginSessionAs } from "#lib/account/sign-in/begin-session.fixture.ts";
import { disownSession } from "#lib/account/sign-in/disown.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import type { Member } from "#lib/core/actor.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { holdRight } from "#lib/core/database/held-right.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { removeMember } from "#lib/team/members/remove.ts";
import { anonymous, makeMember, ownerSql } from "#testing/factories.ts";
import { rightOf } from "./held-right.ts";
import { workspaceMember } from "./policies.ts";

/** A command of the member that is on its way until `end`. */
async function onItsWay(actor: Member) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let begun = () => {};
  const holds = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const done = connections().writer.transaction(async (tx) => {
    await enter(tx, actor.workspaceId, actor.userId);
    const right = rightOf(actor, workspaceMember, "nothing");
    if (right) await tx.execute(sql`select ${holdRight(right)}`);
    begun();
    await ended;
  });
  await holds;
  return { end, done };
}

/** Waits until somebody stands in line for a user's or a workspace's rights. */
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
