import { uuidv7 } from "uuidv7";
import type { QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, makeContacts, ownerSql } from "#testing/factories.ts";

export const queries: QueryCases = {
  "consent.list": ({ newsletter }) => ({ input: { newsletterId: newsletter } }),
  "consent.lapsing": () => ({}),
  "consent.receipt": ({ contact, seeded }) => ({
    input: { contactId: contact, consentId: seeded("consent") },
  }),
};

export const seed: Seed = async ({ workspaceId, newsletter, contact }) => {
  await makeOneWhoLapses(workspaceId, newsletter);
  const [row] = await ownerSql()<
    { id: string }[]
  >`select id from consents where contact_id = ${contact} limit 1`;
  return { consent: row?.id ?? "" };
};

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
