import { expect } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { exportLog } from "#lib/audit/exports/start.ts";
import { verifyAuditLog } from "#lib/audit/verifications/start.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { asOwner, makeInstallationUser, ownerSql } from "#testing/factories.ts";
import { fill } from "#testing/filled.ts";
import { makeOwner, type Owner } from "./owner.ts";

export const callerNames = [
  "nobody",
  "viewer",
  "member",
  "admin",
  "owner",
  "the installation's owner",
  "another workspace's owner",
] as const;
export type Caller = (typeof callerNames)[number];

/**
 * A workspace with some of everything, somebody of each role in it, an owner of another one, the installation's owner, and words that stand
 * only in the first.
 */
export async function twoWorkspaces() {
  const owner = await makeOwner();
  const { workspaceId } = owner;
  const filled = await fill(owner);
  const people = {
    viewer: await makeOwner({ workspaceId, role: "viewer" }),
    member: await makeOwner({ workspaceId, role: "member" }),
    admin: await makeOwner({ workspaceId, role: "admin" }),
    owner,
    "the installation's owner": await makeOwner({ user: await makeInstallationUser() }),
    "another workspace's owner": await makeOwner(),
  };
  const word = `mark-${owner.workspaceId.slice(-12)}`;
  await asOwner(async (sql) => {
    await sql`update workspaces set name = ${word}, sender_name = ${word} where id = ${workspaceId}`;
    await sql`update newsletters set name = ${word} where workspace_id = ${workspaceId}`;
    await sql`update campaigns set name = ${word}, subject = ${word}, body = ${word} where workspace_id = ${workspaceId}`;
    await sql`update contacts set first_name = ${word} where workspace_id = ${workspaceId}`;
    await sql`update email_accounts set label = ${word}, host = ${word} where workspace_id = ${workspaceId}`;
    await sql`update suppressions set note = ${word} where workspace_id = ${workspaceId}`;
    await sql`update users set name = ${word} where id in (select user_id from memberships where workspace_id = ${workspaceId})`;
  });
  const addresses = await ownerSql()<
    { email: string }[]
  >`select email from contacts where workspace_id = ${workspaceId}
    union all select u.email from users u join memberships m on m.user_id = u.id where m.workspace_id = ${workspaceId}`;
  const auditExport = await finishedExport(owner, `${word}.ndjson`);
  await verifyAuditLog(owner.actor, {});
  // One that ended long ago, so that the page about it is there; a story of its own rotates.
  await ownerSql()`insert into key_rotations (id, mode, ring_key_id, total, started_at, finished_at)
    select ${uuidv7()}, 'rewrap', 'k1', 0, now() - interval '1 year', now() - interval '1 year' where not exists (select from key_rotations)`;
  const [entry] = await ownerSql()`select id from audit_events
    where workspace_id = ${workspaceId} and action = 'audit_export.start' and result = 'done' limit 1`;
  const of = {
    ...filled,
    member: people.member.user.id,
    auditExport,
    auditEntry: String(entry?.id),
  };
  return {
    owner,
    people,
    cookies: {
      nobody: undefined,
      ...Object.fromEntries(
        Object.entries(people).map(([name, { cookie }]) => [name, sessionCookie(cookie)]),
      ),
    } as Record<Caller, string | undefined>,
    of,
    unknown: Object.fromEntries(Object.keys(of).map((name) => [name, uuidv7()])) as typeof of,
    marks: [word, ...addresses.map(({ email }) => email)],
  };
}

/** An export of the workspace's log, once the product's worker has made its file. */
async function finishedExport({ actor }: Owner, name: string): Promise<string> {
  const { id } = await exportLog(actor, { format: "ndjson" });
  const ready = async () =>
    (await ownerSql()`select ready_at from audit_exports where id = ${id}`)[0]?.ready_at;
  await expect.poll(ready, { timeout: 30_000 }).not.toBeNull();
  await asOwner((sql) => sql`update audit_exports set file_name = ${name} where id = ${id}`);
  return id;
}

export const sessionCookie = (value: string) => `${cookieNames.session}=${value}`;
