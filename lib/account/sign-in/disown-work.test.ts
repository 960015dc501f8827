import { expect, test } from "@playwright/test";
import { issueReset } from "#lib/account/mailed-links/issue-email-token.ts";
import { resetPassword } from "#lib/account/passwords/reset.ts";
import { suppressSelected } from "#lib/audience/bulk-actions/suppress.ts";
import { importInto, plainCsv } from "#lib/audience/imports/contract.cases.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import type { Member } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import { askedRight } from "#lib/core/database/asked-right.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { createApiKey } from "#lib/integrations/api-keys/create.ts";
import { mailedToken } from "#lib/mail/platform/mailed-link.ts";
import type { PlatformMail } from "#lib/mail/platform/platform-mail.ts";
import { setWelcome } from "#lib/sending/campaigns/set-welcome.ts";
import { acceptInvitation } from "#lib/team/invitations/accept.ts";
import { leaveWorkspace } from "#lib/team/members/leave.ts";
import {
  anonymous,
  asOwner,
  makeCampaign,
  makeContacts,
  makeEmailAccount,
  makeInvitation,
  makeMember,
  makeNewsletter,
  makeSignedIn,
  ownerSql,
} from "#testing/factories.ts";
import { beginSessionAs } from "./begin-session.fixture.ts";
import { disownSession } from "./disown.ts";

const mailsTo = async (email: string) =>
  (
    await ownerSql()<
      { data: PlatformMail }[]
    >`select data from pgboss.job where name in ('platform-mail', 'newcomer-mail')
      and data->'to'->>'address' = ${email} order by created_on`
  ).map(({ data }) => data);

/** Signs somebody in by the person's name from a new browser, and returns how the person reports it. */
async function thiefIn(user: { id: string; email: string }) {
  const enter = () => beginSessionAs(anonymous(), user.id, { knownDevice: false });
  await enter();
  await enter();
  const seed = (await mailsTo(user.email))
    .map(({ link }) => link)
    .findLast((link) => link?.purpose === "disown_session")?.seed;
  return () => disownSession(anonymous(), { token: mailedToken("disown_session", seed ?? "") });
}

/** Asks for one of everything that goes on by itself, as whoever sits in the session. */
async function askForAll(thief: Member) {
  const { workspaceId } = thief;
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const { receive, importId } = await importInto(thief, newsletterId, "Email\nada@fair.example\n");
  await receive();
  await startImport(thief, { importId, ...plainCsv });
  const people = await makeContacts(workspaceId, 2);
  const action = await suppressSelected(thief, { contactIds: people.map(({ id }) => id) });
  const account = await makeEmailAccount(workspaceId);
  const welcome = await setWelcome(thief, {
    newsletterId,
    emailAccountId: account.id,
    subject: "Your account is at risk",
    body: "Words of the thief.",
  });
  await asOwner((sql) => sql`update newsletters set welcome_since = now() where id = ${newsletterId}`);
  const campaign = await makeCampaign(workspaceId);
  await asOwner(
    (
      sql,
    ) => sql`update campaigns set scheduled_for = now() + interval '60 days', scheduled_by = ${thief.userId}, scheduled_at = now()
    where id = ${campaign.id}`,
  );
  await asOwner(
    (sql) => sql`update email_accounts set connected_by = ${thief.userId} where id = ${account.id}`,
  );
  const open = await makeInvitation(workspaceId, { role: "admin", invitedBy: thief.userId });
  const friend = await makeSignedIn();
  const taken = await makeInvitation(workspaceId, { invitedBy: thief.userId, email: friend.user.email });
  await acceptInvitation(friend.actor, { token: taken.token });
  const key = await createApiKey(thief, {
    name: "Planted",
    environment: "live",
    scopes: ["contacts:read"],
    lifetime: "never",
    ipRanges: "",
  });
  return { importId, action, welcome, campaign, account, open, friend, key, newsletterId };
}

type All = Awaited<ReturnType<typeof askForAll>>;

const standing = async ({ importId, action, welcome, campaign, open, key }: All) => {
  const [row] = await ownerSql()`select
    (select state from imports where id = ${importId}) as import,
    (select state from bulk_actions where id = ${action.id}) as action,
    (select paused_at is not null from campaigns where id = ${welcome.id}) as welcome_paused,
    (select held_at is not null from campaigns where id = ${campaign.id}) as held,
    (select cancelled_at is not null from invitations where id = ${open.id}) as invitation_cancelled,
    (select revoked_at is not null from api_keys where id = ${key.id}) as key_revoked`;
  return { ...row };
};

const ended = {
  import: "cancelled",
  action: "failed",
  welcome_paused: true,
  held: true,
  invitation_cancelled: true,
  key_revoked: true,
};
const untouched = {
  import: "queued",
  action: "waiting",
  welcome_paused: false,
  held: false,
  invitation_cancelled: false,
  key_revoked: false,
};

test("a report ends work where it stands, and names the rest", async () => {
  const { actor: owner, user: boss, workspaceId } = await makeMember();
  const { actor: thief, user } = await makeMember({ workspaceId, role: "admin" });
  const report = await thiefIn(user);
  const all = await askForAll(thief);
  const others = await askForAll(owner);
  expect(await standing(all)).toEqual(untouched);
  await report();
  expect(await standing(all)).toEqual(ended);
  expect(await standing(others)).toEqual(untouched);
  const words = (await mailsTo(boss.email)).at(-1)?.paragraphs.join("\n") ?? "";
  for (const named of [all.friend.user.email, all.open.email, all.key.key.slice(-4)])
    expect(words).toContain(named);
  expect(words).not.toContain(others.open.email);
  expect((await mailsTo(user.email)).at(-1)?.paragraphs.join("\n")).toContain("Mail accounts");
  await expect(
    acceptInvitation((await makeSignedIn()).actor, { token: all.open.token }),
  ).rejects.toBeTruthy();
});

test("a report reaches the workspace that was left in the person's name", async () => {
  const { user: boss, workspaceId } = await makeMember();
  const { actor: thief, user } = await makeMember({ workspaceId, role: "admin" });
  const report = await thiefIn(user);
  const all = await askForAll(thief);
  await leaveWorkspace(thief, {});
  await report();
  expect(await standing(all)).toEqual(ended);
  expect((await mailsTo(boss.email)).at(-1)?.paragraphs.join("\n")).toContain(all.friend.user.email);
});

test("a later report opens nothing that an earlier one closed", async () => {
  const { actor, user, workspaceId } = await makeMember();
  const report = await thiefIn(user);
  const campaign = await makeCampaign(workspaceId);
  await asOwner(
    (sql) =>
      sql`update campaigns set scheduled_for = now(), scheduled_by = ${user.id}, scheduled_at = now() where id = ${campaign.id}`,
  );
  const asked = new Date();
  await report();
  await ownerSql()`update disownings set since = since - interval '31 days', until = until - interval '31 days' where user_id = ${user.id}`;
  const before = new Date(asked.getTime() - 31 * 86_400_000);
  await (await thiefIn(user))();
  const reason = await connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, user.id);
    return askedRight(tx, { workspaceId, userId: user.id, at: before, role: "member" });
  });
  expect(reason).toContain("not theirs");
  expect(actor.workspaceId).toBe(workspaceId);
});

test("a report names who came by an invitation, under today's address", async () => {
  const { user: boss, workspaceId } = await makeMember();
  const { actor: thief, user } = await makeMember({ workspaceId, role: "admin" });
  const report = await thiefIn(user);
  const { friend } = await askForAll(thief);
  const invited = friend.user.email;
  const renamed = `renamed-${invited}`;
  await asOwner((sql) => sql`update users set email = ${renamed} where id = ${friend.user.id}`);
  // A stranger took the address since, and is a member by another way.
  const { user: stranger } = await makeMember({ workspaceId });
  await asOwner((sql) => sql`update users set email = ${invited} where id = ${stranger.id}`);
  await report();
  const words = (await mailsTo(boss.email)).at(-1)?.paragraphs.join("\n") ?? "";
  expect(words).toContain(`Joined by your invitation: ${renamed}`);
  expect(words.replace(renamed, "")).not.toContain(invited);
});

test("a report names a mail account whose server was changed since", async () => {
  const { user: boss, workspaceId } = await makeMember();
  const { actor: thief, user } = await makeMember({ workspaceId, role: "admin" });
  const [old, turned] = [await makeEmailAccount(workspaceId), await makeEmailAccount(workspaceId)];
  await asOwner(
    (
      sql,
    ) => sql`update email_accounts set connected_by = ${thief.userId}, created_at = now() - interval '1 year',
      verified_at = now() - interval '1 year', host = 'mail.old.test' where id in (${old.id}, ${turned.id})`,
  );
  const report = await thiefIn(user);
  await asOwner(
    (sql) =>
      sql`update email_accounts set verified_at = now(), host = 'mail.thief.test' where id = ${turned.id}`,
  );
  await report();
  const words = (await mailsTo(boss.email)).at(-1)?.paragraphs.join("\n") ?? "";
  expect(words).toContain("by mail.thief.test");
  expect(words).not.toContain("mail.old.test");
  expect((await mailsTo(user.email)).at(-1)?.paragraphs.join("\n")).toContain("by mail.old.test");
});

for (const others of [true, false])
  test(`a reset ${others ? "ends" : "names"} what was asked for${others ? " when somebody else was in" : ""}`, async () => {
    const { actor: thief, user } = await makeMember();
    const all = await askForAll(thief);
    const seed = await connections().writer.transaction(async (tx) => {
      await enter(tx, null, null);
      const made = await issueReset(tx, user);
      await appendAudit(tx, anonymous(), "test.reset", "done");
      return made;
    });
    const token = mailedToken("reset_password", seed);
    await resetPassword(anonymous(), {
      token,
      password: "Tide-harbour7 lamp",
      ...(others && { others: "on" }),
    });
    expect(await standing(all)).toEqual(others ? ended : untouched);
    const words = (await mailsTo(user.email)).at(-1)?.paragraphs.join("\n") ?? "";
    if (!others) {
      expect(words).toContain("Was it somebody else?");
      expect(words).toContain(all.open.email);
      expect(words).toContain("Scheduled campaigns");
    }
  });
