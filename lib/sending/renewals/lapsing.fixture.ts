import { uuidv7 } from "uuidv7";
import { asOwner, makeContacts, makeMember, makeNewsletter } from "#testing/factories.ts";
import { prepareRenewal } from "./prepare.ts";

/** Makes a workspace that takes implied consent, and people in Canada whose only ground ends in some days. */
export async function makeLapsing(count = 1, days = 9) {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const people = await makeContacts(workspaceId, count, newsletterId);
  await asOwner(async (sql) => {
    await sql`update workspaces set canadian_consent = 'implied', sender_name = 'Harbour Books',
      postal_address = '4 Quay Street, Halifax' where id = ${workspaceId}`;
    await sql`update contacts set country = 'CA' where workspace_id = ${workspaceId}`;
    await sql`delete from consents where workspace_id = ${workspaceId}`;
    for (const { id } of people)
      await sql`insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, actor_kind, occurred_at,
          given_on, expires_at)
        values (${uuidv7()}, ${workspaceId}, ${id}, ${newsletterId}, 'grant', 'implied_purchase', 'manual', 'Bought a print.', 'member',
          now() - interval '1 year', current_date + ${days}::int - interval '24 months', now() + make_interval(days => ${days}))`;
  });
  /** Prepares a renewal and writes the message that the first person got. Returns its delivery. */
  const sent = async (): Promise<string> => {
    const { id: campaignId } = await prepareRenewal(actor, { newsletterId });
    const id = uuidv7();
    await asOwner(async (sql) => {
      await sql`update campaigns set send_requested_at = now() where id = ${campaignId}`;
      await sql`insert into deliveries (workspace_id, campaign_id, contact_id, id, email, email_hash, state, sent_at, message_id)
        select ${workspaceId}, ${campaignId}, id, ${id}, email, email_hash, 'sent', now(), '<a@sender.test>' from contacts
        where id = ${people[0]?.id ?? ""}`;
    });
    return id;
  };
  return { actor, workspaceId, newsletterId, people, sent };
}
