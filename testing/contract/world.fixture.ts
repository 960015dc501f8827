import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { beginTwoFactor } from "#lib/account/two-factor/begin.ts";
import type { Member, Subscriber } from "#lib/core/actor.ts";
import { createSendingDomain } from "#lib/sending/sending-domains/create.ts";
import {
  asOwner,
  makeEmailAccount,
  makeInvitation,
  makeMember,
  makeRecovery,
  makeTwoFactor,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { fill } from "#testing/filled.ts";
import { snapshot } from "./commands.fixture.ts";

export type World = Awaited<ReturnType<typeof makeWorld>>;

let world: Promise<World> | undefined;

/** A workspace with some of everything in it, made once per process: for what only reads. */
export function theWorld(): Promise<World> {
  world ??= makeWorld();
  return world;
}

async function makeWorld() {
  const { actor, user, workspaceId } = await makeMember();
  const ids = await fill({ actor, user, workspaceId, cookie: "" });
  const member = await makeMember({ workspaceId, role: "member" });
  const invitation = await makeInvitation(workspaceId, { invitedBy: user.id });
  const domain = await createSendingDomain(actor, { domain: "engines.example" });
  const recovery = await makeRecovery(member.user.id);
  const [mailAccount, leftBehind] = [
    await makeEmailAccount(workspaceId),
    await makeEmailAccount(workspaceId),
  ];
  const auditExport = uuidv7();
  await beginTwoFactor(actor, {}); // an entry of the account's own
  await makeTwoFactor(user.id);
  await ownAccount(actor);
  await asOwner(async (sql) => {
    await sql`update email_accounts set connected_by = ${member.user.id} where id = ${mailAccount.id}`;
    await sql`update email_accounts set connected_by = ${uuidv7()} where id = ${leftBehind.id}`;
    await sql`insert into person_keys (id, workspace_id, person_id, salt) values (${uuidv7()}, ${workspaceId}, ${ids.contact}, ${randomBytes(32)})`;
    await sql`insert into audit_verifications (id, workspace_id, requested_by) values (${uuidv7()}, ${workspaceId}, ${user.id})`;
    await sql`insert into audit_exports (id, workspace_id, format, filters, asked_by) values (${auditExport}, ${workspaceId}, 'csv', '{}', ${user.id})`;
    await sql`insert into audit_export_progress (export_id, workspace_id, run_id) values (${auditExport}, ${workspaceId}, ${uuidv7()})`;
    await sql`insert into email_account_health (account_id, workspace_id) values (${mailAccount.id}, ${workspaceId})`;
    await sql`insert into import_chunks (import_id, position, workspace_id, bytes) values (${ids.import}, 0, ${workspaceId}, '\\x00')`;
    await sql`insert into import_refusals (import_id, workspace_id, line, reason, message, value)
      values (${ids.import}, ${workspaceId}, 2, 'invalid', 'This is no address.', ${uniqueEmail()})`;
  });
  return {
    ...ids,
    actor,
    workspaceId,
    member: member.user.id,
    auditExport,
    invitation,
    domain: domain.id,
    recovery,
    subscriber: await subscriberIn(actor, ids.sent),
    marks: await marksOf(actor),
  };
}

/** What an account has besides: a passkey, another address that waits, a score, a request to be let in. */
async function ownAccount({ userId }: Member) {
  await makeRecovery(userId);
  await asOwner(async (sql) => {
    await sql`insert into passkeys (id, user_id, credential_id, public_key, name)
      values (${uuidv7()}, ${userId}, ${Buffer.from(uuidv7())}, '\\x00', 'Work laptop')`;
    await sql`insert into email_changes (id, user_id, old_email, new_email, needs_approval, expires_at)
      values (${uuidv7()}, ${userId}, 'a@example.com', ${uniqueEmail()}, true, now() + interval '1 day')`;
  });
}

async function subscriberIn({ workspaceId, origin }: Member, campaignId: string): Promise<Subscriber> {
  const [delivery] =
    await ownerSql()`select id, contact_id from deliveries where campaign_id = ${campaignId} limit 1`;
  const [deliveryId, contactId] = [String(delivery?.id), String(delivery?.contact_id)];
  return { kind: "subscriber", workspaceId, campaignId, deliveryId, contactId, newsletterId: null, origin };
}

/** Every id and every address that is in this workspace and in no other. */
async function marksOf(actor: Member): Promise<string[]> {
  const rows = Object.values(await snapshot(actor))
    .flat()
    .join("\n");
  return [
    ...new Set(rows.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9]+\.[0-9a-f]{10}@example\.com/g)),
  ];
}
