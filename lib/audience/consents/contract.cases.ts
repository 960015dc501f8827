import type { QueryCases, Seed } from "#testing/contract/contract.ts";
import { ownerSql } from "#testing/factories.ts";

export const queries: QueryCases = {
  "consent.list": ({ newsletter }) => ({ input: { newsletterId: newsletter } }),
  "consent.lapsing": () => ({ showsNoRow: "Nothing lapses in the world of the tests." }),
  "consent.receipt": ({ contact, seeded }) => ({
    input: { contactId: contact, consentId: seeded("consent") },
  }),
};

export const seed: Seed = async ({ contact }) => {
  const [row] = await ownerSql()<
    { id: string }[]
  >`select id from consents where contact_id = ${contact} limit 1`;
  return { consent: row?.id ?? "" };
};
