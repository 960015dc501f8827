import { expect, test } from "@playwright/test";
import { verifyPassword } from "#lib/account/passwords/hash.ts";
import { FRESH_SECONDS } from "#lib/core/actor.ts";
import type { AppError } from "#lib/core/errors.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import {
  anonymous,
  asOwner,
  auditOf,
  makeInvitation,
  makeMember,
  makeSignedIn,
  makeUser,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { acceptInvitation } from "./accept.ts";
import { acceptInvitationAsNew } from "./accept-as-new.ts";
import { cancelInvitation } from "./cancel.ts";
import { invite } from "./create.ts";
import { getInvitation } from "./get.ts";
import { inviteAll } from "./invite-all.ts";
import { listInvitations } from "./list.ts";
import { resendInvitation } from "./resend.ts";

const password = "Tide-harbour7 lamp";
const nobody = () => {
  const actor = anonymous();
  const part = () => Math.floor(Math.random() * 254) + 1;
  return { ...actor, origin: { ...actor.origin, ip: `198.${part()}.${part()}.${part()}` } };
};

const mailsTo = async (address: string) => {
  const rows = await ownerSql()`select data from pgboss.job where name = 'newcomer-mail'
    and data->'to'->>'address' = ${address} order by created_on`;
  return rows.map(({ data }) => data as { subject: string; paragraphs: string[]; link: { seed: string } });
};

const tokenTo = async (address: string) =>
  mailedToken("invitation", (await mailsTo(address)).at(-1)?.link.seed ?? "");

const membershipsOf = (email: string) =>
  ownerSql()`select m.workspace_id, m.role from memberships m join users u on u.id = m.user_id where u.email = ${email}`;

const age = (id: string, column: string, by: string) =>
  asOwner(
    (sql) => sql`update invitations set ${sql(column)} = ${sql(column)} - ${by}::interval where id = ${id}`,
  );

const said = async (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: AppError) => `${error.code}: ${error.message}`,
  );

test("an invitation mails a 256-bit link, hashed, for 7 days", async () => {
  const { actor, workspaceId } = await makeMember();
  const email = uniqueEmail("grace");
  const { id } = await invite(actor, { email: `  ${email.toUpperCase()} `, role: "viewer" });
  const token = await tokenTo(email);
  expect(Buffer.from(token, "base64url")).toHaveLength(32);

  const [row] =
    await ownerSql()`select token_hash, extract(epoch from expires_at - sent_at)::int as seconds, role from invitations
    where id = ${id}`;
  expect(Buffer.from(row?.token_hash)).toEqual(hashToken(token));
  expect(row).toMatchObject({ seconds: 7 * 86_400, role: "viewer" });
  const kept =
    await ownerSql()`select to_jsonb(j) as j from pgboss.job j where data->'to'->>'address' = ${email}`;
  expect(JSON.stringify(kept)).not.toContain(token);
  expect(await auditOf(workspaceId)).toMatchObject([
    {
      action: "invitation.create",
      result: "done",
      target: id,
      detail: { role: "viewer" },
      about: { address: email },
    },
  ]);
});

test("inviting does not reveal whether the address has an account", {
  tag: "@V6.3.8",
}, async () => {
  const { actor } = await makeMember();
  const known = (await makeUser()).email;
  const unknown = uniqueEmail();
  const answers = await Promise.all(
    [known, unknown].map(async (email) => {
      const { id: _, ...answer } = await invite(actor, { email, role: "member" });
      const [mail] = await mailsTo(email);
      return JSON.stringify([answer, { ...mail, link: null }]).replaceAll(email, "…");
    }),
  );
  expect(answers[0]).toBe(answers[1]);
});

test("a new person joins verified by name and password, without own workspace", async () => {
  const { actor, workspaceId } = await makeMember();
  const email = uniqueEmail("grace");
  await invite(actor, { email, role: "member" });
  const token = await tokenTo(email);
  expect(await getInvitation(nobody(), { token })).toMatchObject({
    workspaceName: "Analytical Engines",
    invitedBy: "Ada Lovelace",
    role: "member",
    email,
    hasAccount: false,
  });

  const { session } = await acceptInvitationAsNew(nobody(), { token, name: "Grace Hopper", password });
  expect(await membershipsOf(email)).toEqual([{ workspace_id: workspaceId, role: "member" }]);
  const [user] =
    await ownerSql()`select id, name, email_verified_at, password_hash from users where email = ${email}`;
  expect(user).toMatchObject({ name: "Grace Hopper", email_verified_at: expect.any(Date) });
  expect(await verifyPassword(password, user?.password_hash)).toBe(true);
  expect(session).toMatchObject({ userId: user?.id });
});

test("the five password rules apply to invited people and their words", { tag: "@V6.2.1" }, async () => {
  const { workspaceId } = await makeMember();
  const { token, email } = await makeInvitation(workspaceId);
  for (const weak of ["short", "Password1!", "Analytical-Engines1", `${email.split("@")[0]}A1!`])
    await expect(
      acceptInvitationAsNew(nobody(), { token, name: "Grace", password: weak }),
    ).rejects.toMatchObject({ fields: { password: expect.any(String) } });
  expect(await getInvitation(nobody(), { token })).not.toBeNull();
});

test("an earlier sign-up with the invited address gains no account", async () => {
  const { workspaceId } = await makeMember();
  const { actor, user } = await makeSignedIn();
  await asOwner(async (sql) => {
    await sql`update users set email_verified_at = null, password_hash = 'hostile', totp_enabled_at = now() where id = ${user.id}`;
    await sql`insert into passkeys (id, user_id, credential_id, public_key, name)
      values (new_id(), ${user.id}, ${Buffer.from(user.id)}, '\\x00', 'planted')`;
  });
  const { token } = await makeInvitation(workspaceId, { email: user.email });
  await expect(acceptInvitation(actor, { token })).rejects.toMatchObject({ code: "forbidden" });

  const { session: own } = await acceptInvitationAsNew(nobody(), { token, name: "Grace Hopper", password });
  const [row] =
    await ownerSql()`select password_hash, email_verified_at, totp_enabled_at from users where id = ${user.id}`;
  expect(row?.totp_enabled_at).toBeNull();
  expect(await ownerSql()`select 1 from passkeys where user_id = ${user.id}`).toEqual([]);
  expect(await verifyPassword(password, row?.password_hash)).toBe(true);
  expect(row?.email_verified_at).not.toBeNull();
  const [session] = await ownerSql()`select revoked_at from sessions where id = ${actor.sessionId}`;
  expect(session?.revoked_at).not.toBeNull();

  const [begun] = await ownerSql()`select workspace_id from sessions where id = ${own.sessionId}`;
  expect(begun, "the session begins where the invitation led").toEqual({ workspace_id: workspaceId });
});

test("an existing person joins with one press and works at once", async () => {
  const { workspaceId } = await makeMember();
  const { actor, user } = await makeSignedIn();
  const { token, id } = await makeInvitation(workspaceId, { email: user.email, role: "viewer" });
  await expect(acceptInvitationAsNew(nobody(), { token, name: "X", password })).rejects.toMatchObject({
    code: "conflict",
  });
  await acceptInvitation(actor, { token });
  expect(await membershipsOf(user.email)).toEqual([{ workspace_id: workspaceId, role: "viewer" }]);
  const [session] = await ownerSql()`select workspace_id from sessions where id = ${actor.sessionId}`;
  expect(session?.workspace_id).toBe(workspaceId);
  expect((await auditOf(workspaceId)).at(-1)).toMatchObject({ action: "invitation.accept", target: id });
});

test("a link that reached somebody else's account lets nobody in", { tag: "@V8.2.2" }, async () => {
  const { workspaceId } = await makeMember();
  const { token, email } = await makeInvitation(workspaceId);
  const { actor, user } = await makeSignedIn();
  await expect(acceptInvitation(actor, { token })).rejects.toMatchObject({ code: "forbidden" });
  expect([...(await membershipsOf(user.email)), ...(await membershipsOf(email))]).toEqual([]);
});

test("an old invitation does not raise a member's role", async () => {
  const { workspaceId } = await makeMember();
  const { actor, user } = await makeMember({ workspaceId, role: "viewer" });
  const { token } = await makeInvitation(workspaceId, { email: user.email, role: "admin" });
  await acceptInvitation(actor, { token });
  expect(await membershipsOf(user.email)).toEqual([{ workspace_id: workspaceId, role: "viewer" }]);
});

test("used, cancelled, late, replaced and forged links say the same words", async () => {
  const { actor, workspaceId } = await makeMember();
  const [used, cancelled, late, replaced] = await Promise.all([
    makeInvitation(workspaceId),
    makeInvitation(workspaceId),
    makeInvitation(workspaceId),
    makeInvitation(workspaceId),
  ]);
  await acceptInvitationAsNew(nobody(), { token: used.token, name: "Grace", password });
  await cancelInvitation(actor, { invitationId: cancelled.id });
  await age(late.id, "expires_at", "7 days");
  await age(replaced.id, "sent_at", "1 minute");
  await resendInvitation(actor, { invitationId: replaced.id });

  const words = new Set<string>();
  for (const token of [used, cancelled, late, replaced].map(({ token }) => token).concat("forged", "")) {
    expect(await getInvitation(nobody(), { token })).toBeNull();
    words.add(await said(acceptInvitationAsNew(nobody(), { token, name: "Grace", password })));
    words.add(await said(acceptInvitation((await makeSignedIn()).actor, { token })));
  }
  expect([...words]).toEqual([expect.stringMatching(/^conflict: This invitation does not work any more\./)]);
});

test("fifty uses of one link at once let one person in, once", async () => {
  const { workspaceId } = await makeMember();
  const { actor, user } = await makeSignedIn();
  const { token } = await makeInvitation(workspaceId, { email: user.email });
  const answers = await Promise.allSettled(
    Array.from({ length: 50 }, () => acceptInvitation(actor, { token })),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await membershipsOf(user.email)).toHaveLength(1);
});

test("an invitation resends once a minute with a new link", async () => {
  const { actor } = await makeMember();
  const email = uniqueEmail("grace");
  const message = "We met at the fair. Come and write with us.";
  const { id } = await invite(actor, { email, role: "member", message });
  await expect(resendInvitation(actor, { invitationId: id })).rejects.toMatchObject({
    code: "tooOften",
    retryAfter: expect.any(Number),
  });
  const first = await tokenTo(email);
  await age(id, "sent_at", "61 seconds");
  await age(id, "expires_at", "8 days");
  expect((await listInvitations(actor, {})).rows).toMatchObject([{ id, expired: true }]);
  await resendInvitation(actor, { invitationId: id });
  const mails = await mailsTo(email);
  expect(mails).toHaveLength(2);
  for (const mail of mails) expect(JSON.stringify(mail)).toContain(message);
  const second = await tokenTo(email);
  expect(second).not.toBe(first);
  expect(await getInvitation(nobody(), { token: first })).toBeNull();
  expect(await getInvitation(nobody(), { token: second })).toMatchObject({ email });
  expect((await listInvitations(actor, {})).rows).toMatchObject([
    { id, expired: false, invitedBy: "Ada Lovelace" },
  ]);
});

test("only a freshly proved owner invites an admin", async () => {
  const { actor, workspaceId } = await makeMember();
  const { actor: admin } = await makeMember({ workspaceId, role: "admin" });
  const stale = { ...actor, authTime: new Date(Date.now() - FRESH_SECONDS * 1000) };
  const input = () => ({ email: uniqueEmail(), role: "admin" as const });
  await expect(invite(admin, input())).rejects.toMatchObject({ code: "forbidden" });
  await expect(invite(stale, input())).rejects.toMatchObject({ code: "reauthenticate" });
  await invite(stale, { ...input(), role: "member" });

  const { id } = await invite(actor, input());
  await age(id, "sent_at", "61 seconds");
  await expect(resendInvitation(admin, { invitationId: id })).rejects.toMatchObject({ code: "forbidden" });
  await expect(cancelInvitation(admin, { invitationId: id })).rejects.toMatchObject({ code: "forbidden" });
  await expect(resendInvitation(stale, { invitationId: id })).rejects.toMatchObject({
    code: "reauthenticate",
  });
  const [row] = await ownerSql()`select cancelled_at from invitations where id = ${id}`;
  expect(row?.cancelled_at).toBeNull();
});

test("a present member or pending invitee is not invited twice", async () => {
  const { actor, user } = await makeMember();
  const email = uniqueEmail();
  const { id } = await invite(actor, { email, role: "member" });
  for (const taken of [user.email, email])
    await expect(invite(actor, { email: taken, role: "member" })).rejects.toMatchObject({
      fields: { email: expect.any(String) },
    });
  await age(id, "expires_at", "7 days");
  await invite(actor, { email, role: "viewer" });
  expect((await listInvitations(actor, {})).rows).toMatchObject([{ email, role: "viewer", expired: false }]);
});

test("a workspace mails an address five invitations a day", { tag: "@V2.4.1" }, async () => {
  const { actor } = await makeMember();
  const email = uniqueEmail();
  const tooOften = (work: Promise<unknown>) =>
    expect(work).rejects.toMatchObject({ code: "tooOften", message: /from this workspace today/ });
  let { id } = await invite(actor, { email, role: "member" });
  for (let n = 0; n < 2; n++) {
    await age(id, "sent_at", "61 seconds");
    await resendInvitation(actor, { invitationId: id });
    await cancelInvitation(actor, { invitationId: id });
    ({ id } = await invite(actor, { email, role: "member" }));
  }
  await age(id, "sent_at", "61 seconds");
  await tooOften(resendInvitation(actor, { invitationId: id }));
  await cancelInvitation(actor, { invitationId: id });
  await tooOften(invite(actor, { email, role: "member" }));
  expect(await mailsTo(email)).toHaveLength(5);
});

/** Returns the actor of a workspace that is older than a week. */
async function makeOlder() {
  const { actor, workspaceId } = await makeMember();
  await asOwner(
    (sql) => sql`update workspaces set created_at = now() - interval '8 days' where id = ${workspaceId}`,
  );
  return actor;
}

test("new workspaces' invitations hold back no older one's mail", { tag: "@V2.4.1" }, async () => {
  const email = uniqueEmail();
  for (let n = 0; n < 8; n++) await invite((await makeMember()).actor, { email, role: "member" });
  expect(await mailsTo(email)).toHaveLength(6);
  const actor = await makeOlder();
  const { id, mailed } = await invite(actor, { email, role: "member" });
  expect(mailed).toBe(true);
  expect((await listInvitations(actor, {})).rows).toMatchObject([{ id, heldAt: null }]);
});

test("one owner's workspaces share five mails to an address", { tag: "@V2.4.1" }, async () => {
  const { actor, user } = await makeMember();
  const email = uniqueEmail();
  const mailed: boolean[] = [];
  for (let n = 0; n < 7; n++) {
    const { actor: other, workspaceId } = await makeMember();
    await asOwner(
      (sql) => sql`update memberships set user_id = ${user.id} where workspace_id = ${workspaceId}`,
    );
    mailed.push(
      (
        await invite(
          { ...other, userId: actor.userId, sessionId: actor.sessionId },
          { email, role: "member" },
        )
      ).mailed,
    );
  }
  expect(mailed.filter(Boolean)).toHaveLength(5);
});

test("an invitation past others' mails stands, and its link works", { tag: "@V2.4.1" }, async () => {
  const { actor: colleague, user } = await makeSignedIn();
  const { email } = user;
  for (let n = 0; n < 6; n++) await invite((await makeMember()).actor, { email, role: "member" });
  const { actor } = await makeMember();
  const [made] = await inviteAll(actor, { emails: email, role: "member" });
  expect(made).toMatchObject({ ok: true, mailed: false, link: expect.any(String) });
  expect(await mailsTo(email)).toHaveLength(6);
  const { rows } = await listInvitations(actor, {});
  expect(rows).toMatchObject([{ email, heldAt: expect.any(Date) }]);

  await age(rows[0]?.id ?? "", "sent_at", "61 seconds");
  await age(rows[0]?.id ?? "", "expires_at", "8 days");
  expect(await resendInvitation(actor, { invitationId: rows[0]?.id ?? "" })).toEqual({
    email,
    mailed: false,
  });
  const token = made?.ok ? (made.link.split("/").at(-1) ?? "") : "";
  await acceptInvitation(colleague, { token });
  expect(await membershipsOf(email)).toContainEqual({ workspace_id: actor.workspaceId, role: "member" });
});

test("a workspace sends fifty invitations a day", { tag: "@V2.4.1" }, async () => {
  const { actor } = await makeMember();
  for (let n = 0; n < 50; n++) await invite(actor, { email: uniqueEmail(), role: "member" });
  await expect(invite(actor, { email: uniqueEmail(), role: "member" })).rejects.toMatchObject({
    code: "tooOften",
    message: /A workspace sends/,
  });
});

test("a workspace name that could carry a message stays out", async () => {
  const { actor, workspaceId } = await makeMember();
  await asOwner(
    (sql) => sql`update workspaces set name = 'Win at evil.example/now' where id = ${workspaceId}`,
  );
  const email = uniqueEmail();
  await invite(actor, { email, role: "member" });
  expect(JSON.stringify(await mailsTo(email))).not.toContain("evil");
});
