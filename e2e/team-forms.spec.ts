import { cookieNames } from "#lib/web/cookies.ts";
import { snapshot } from "#testing/contract/commands.fixture.ts";
import { asOwner, makeEmailAccount, makeInvitation, makeMember, ownerSql } from "#testing/factories.ts";
import { expect, test } from "./fixtures.ts";
import { hiddenFieldsOf, sendForm } from "./support/forms.ts";
import { makeOwner } from "./support/owner.ts";
import { origin } from "./support/wire.ts";

type AdminForm = { path: string; holding: string; command: string; fields?: Record<string, string> };

for (const role of ["viewer", "member"] as const) {
  test(`every admin form sent by a ${role} is refused and changes nothing`, {
    tag: ["@V8.2.1", "@V8.3.1"],
  }, async () => {
    const owner = await makeOwner();
    const { workspaceId } = owner;
    const caller = await makeOwner({ workspaceId, role });
    const cookie = `${cookieNames.session}=${caller.cookie}`;
    for (const { path, holding, command, fields } of await adminForms(workspaceId, owner.user.id)) {
      const hidden = await hiddenFieldsOf(path, holding, `${cookieNames.session}=${owner.cookie}`);
      const before = await snapshot(owner.actor);
      await sendForm(
        path,
        { ...hidden, ...fields },
        {
          headers: { cookie, origin: origin(), "sec-fetch-site": "same-origin" },
        },
      );
      expect(await snapshot(owner.actor), `${holding} at ${path}`).toEqual(before);
      const refused = await ownerSql()`select detail from audit_events where user_id = ${caller.user.id}
        and action = ${command} and result = 'refused'`;
      expect(refused.length, `${command} was tried and refused`).toBeGreaterThan(0);
      expect(refused.at(-1)?.detail.because).toMatch(/^not a workspace (admin|owner)$/);
    }
  });
}

test("an admin who sends an owner's forms is refused, and changes nothing", { tag: "@V8.3.1" }, async () => {
  const owner = await makeOwner();
  const { workspaceId } = owner;
  const admin = await makeOwner({ workspaceId, role: "admin" });
  const cookie = `${cookieNames.session}=${admin.cookie}`;
  const forms = (await adminForms(workspaceId, owner.user.id)).filter(({ command }) =>
    ["workspace.transfer_ownership", "workspace.require_two_factor", "account_recovery.shorten"].includes(
      command,
    ),
  );
  const grab = { path: "/settings/team/invite", holding: "Send invitations", command: "invitation.create" };
  for (const { path, holding, command, fields } of [
    ...forms,
    { ...grab, fields: { emails: "accomplice@example.com", role: "admin" } },
  ]) {
    const hidden = await hiddenFieldsOf(path, holding, `${cookieNames.session}=${owner.cookie}`);
    const before = await snapshot(owner.actor);
    await sendForm(
      path,
      { ...hidden, ...fields },
      {
        headers: { cookie, origin: origin(), "sec-fetch-site": "same-origin" },
      },
    );
    expect(await snapshot(owner.actor), `${holding} at ${path}`).toEqual(before);
    const refused = await ownerSql()`select 1 from audit_events where user_id = ${admin.user.id}
      and action = ${command} and result = 'refused'`;
    expect(refused.length, `${command} was tried and refused`).toBeGreaterThan(0);
  }
});

/** The forms only admins and owners are shown, and what a browser would send in them besides the hidden fields. */
async function adminForms(workspaceId: string, ownerId: string): Promise<AdminForm[]> {
  const { user } = await makeMember({ workspaceId, role: "member" });
  const invitation = await makeInvitation(workspaceId);
  await makeEmailAccount(workspaceId);
  await asOwner(async (sql) => {
    await sql`update users set totp_enabled_at = now() where id = ${ownerId}`;
    await sql`update invitations set sent_at = now() - interval '2 minutes' where id = ${invitation.id}`;
    await sql`insert into account_recoveries (id, user_id, due_at) values (new_id(), ${user.id}, now() + interval '72 hours')`;
  });
  const team = "/settings/team";
  const them = `${team}/${user.id}`;
  return [
    {
      path: "/settings/workspace",
      holding: "Save workspace",
      command: "workspace.update",
      fields: {
        name: "Mine now",
        senderName: "Mine",
        postalAddress: "1 Street, 10115 Berlin",
        timeZone: "UTC",
      },
    },
    {
      path: `${team}/invite`,
      holding: "Send invitations",
      command: "invitation.create",
      fields: { emails: "accomplice@example.com", role: "member" },
    },
    { path: team, holding: "Send again", command: "invitation.resend" },
    { path: team, holding: "Withdraw invitation", command: "invitation.cancel" },
    { path: team, holding: "Remind", command: "member.remind" },
    {
      path: team,
      holding: "It begins",
      command: "workspace.require_two_factor",
      fields: { days: "0" },
    },
    { path: team, holding: "Shorten to one hour", command: "account_recovery.shorten" },
    { path: them, holding: "Change role", command: "member.change_role", fields: { role: "owner" } },
    { path: them, holding: "Remove from workspace", command: "member.remove" },
    {
      path: them,
      holding: "Transfer ownership",
      command: "workspace.transfer_ownership",
      fields: { typed: "Analytical Engines" },
    },
    {
      path: "/settings/email-accounts",
      holding: "Disconnect account",
      command: "email_account.disconnect",
    },
  ];
}
