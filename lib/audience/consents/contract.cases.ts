import { uuidv7 } from "uuidv7";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, makeContacts, makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";

export const commands: Cases = {
  "consent.hand_over": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    const [person] = await makeContacts(workspaceId, 1, newsletterId);
    const contactId = person?.id ?? "";
    return { actor, input: { contactId, consentId: await consentOf(contactId) } };
  },
};

export const queries: QueryCases = {
  "consent.list": ({ newsletter }) => ({ input: { newsletterId: newsletter } }),
  "consent.lapsing": () => ({}),
};

export const seed: Seed = async ({ workspaceId, newsletter, contact }) => {
  await makeOneWhoLapses(workspaceId, newsletter);
  return { consent: await consentOf(contact) };
};

async function consentOf(contactId: string): Promise<string> {
  const [row] = await ownerSql()<
    { id: string }[]
  >`select id from consents where contact_id = ${contactId} limit 1`;
  return row?.id ?? "";
}

/** A person whose only ground ends in some days. */
async function makeOneWhoLapses(workspaceId: string, newsletterId: string) {
  const [person] = await makeContacts(workspaceId, 1, newsletterId);
  const id = person?.id ?? "";
  await asOwner(async (sql) => {
    await sql`update contacts set country = 'US' where id = ${id}`;
    await sql`delete from consents where contact_id = ${id}`;
    await sql`insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, actor_kind, given_on, expires_at)
      values (${uuidv7()}, ${workspaceId}, ${id}, ${newsletterId}, 'grant', 'implied_purchase', 'manual', 'Bought a print.', 'member',
        current_date - 700, now() + interval '9 days')`;
  });
}
