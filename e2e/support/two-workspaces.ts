import { uuidv7 } from "uuidv7";
import { cookieNames } from "#lib/web/cookies.ts";
import { asOwner, ownerSql } from "#testing/factories.ts";
import { fill } from "#testing/filled.ts";
import { makeOwner } from "./owner.ts";

export const callerNames = [
  "nobody",
  "viewer",
  "member",
  "admin",
  "owner",
  "another workspace's owner",
] as const;
export type Caller = (typeof callerNames)[number];

/** A workspace with some of everything, somebody of each role in it, an owner of another one, and words that stand only in the first. */
export async function twoWorkspaces() {
  const owner = await makeOwner();
  const { workspaceId } = owner;
  const filled = await fill(owner);
  const people = {
    viewer: await makeOwner({ workspaceId, role: "viewer" }),
    member: await makeOwner({ workspaceId, role: "member" }),
    admin: await makeOwner({ workspaceId, role: "admin" }),
    owner,
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
  const auditExport = uuidv7();
  await asOwner(
    (sql) => sql`insert into audit_exports (id, workspace_id, format, filters, asked_by, file_name)
      values (${auditExport}, ${workspaceId}, 'csv', '{}', ${owner.user.id}, ${`${word}.csv`})`,
  );
  const of = { ...filled, member: people.member.user.id, auditExport };
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

export const sessionCookie = (value: string) => `${cookieNames.session}=${value}`;
