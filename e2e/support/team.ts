import { asOwner, makeEmailAccount, makeInvitation, makeMember } from "#testing/factories.ts";
import { makeOwner, type Owner } from "./owner.ts";

/** A team with somebody of each role, somebody who is gone, and invitations in each state. */
export async function fillTeam({ workspaceId, user }: Owner) {
  const admin = await makeMember({ workspaceId, role: "admin" });
  const member = await makeMember({ workspaceId, role: "member" });
  const gone = await makeMember({ workspaceId, role: "member" });
  const viewer = await makeOwner({ workspaceId, role: "viewer" });
  const invitation = await makeInvitation(workspaceId, { invitedBy: user.id });
  const late = await makeInvitation(workspaceId, { role: "admin", invitedBy: admin.user.id });
  const [theirs, left] = [await makeEmailAccount(workspaceId), await makeEmailAccount(workspaceId)];
  await asOwner(async (sql) => {
    const names = [
      [admin, "Grace Hopper"],
      [member, "Charles Babbage"],
      [gone, "Lady Byron"],
      [viewer, "Mary Somerville"],
    ] as const;
    for (const [{ user }, name] of names) await sql`update users set name = ${name} where id = ${user.id}`;
    await sql`update users set totp_enabled_at = now() where id in (${user.id}, ${admin.user.id})`;
    await sql`update invitations set expires_at = now() - interval '1 hour' where id = ${late.id}`;
    await sql`update email_accounts set connected_by = ${admin.user.id} where id = ${theirs.id}`;
    await sql`update email_accounts set connected_by = ${gone.user.id}, label = 'Old newsletter' where id = ${left.id}`;
    await sql`delete from memberships where user_id = ${gone.user.id}`;
  });
  return { admin, viewer, invitation };
}
