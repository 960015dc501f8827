import { uuidv7 } from "uuidv7";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import {
  asOwner,
  makeContacts,
  makeMember,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";

export const commands: Cases = {
  "contact.create": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    const wording = "Asked at the fair in Turin, card on file.";
    return {
      actor,
      input: { email: uniqueEmail(), firstName: "Ada", newsletterId, basis: "express", wording },
    };
  },
  "contact.delete": async () => {
    const { actor, workspaceId } = await makeMember();
    const [contact] = await makeContacts(workspaceId, 1);
    return { actor, input: { contactId: contact?.id, typed: "erase" } };
  },
  "contact.update": async () => {
    const { actor, workspaceId } = await makeMember();
    const [contact] = await makeContacts(workspaceId, 1);
    return { actor, input: { contactId: contact?.id, firstName: "Ada", country: "Italy", language: "it" } };
  },
  "contact.correct_address": async () => {
    const { actor, workspaceId } = await makeMember();
    const [contact] = await makeContacts(workspaceId, 1);
    return {
      actor,
      input: { contactId: contact?.id, email: uniqueEmail("ada"), why: "She spelt it by phone." },
    };
  },
  "contact.hand_over": async () => {
    const { actor, workspaceId } = await makeMember();
    const [contact] = await makeContacts(workspaceId, 1);
    return { actor, input: { contactId: contact?.id, format: "json" } };
  },
  "contact.lift_restriction": async () => {
    const { actor, workspaceId } = await makeMember();
    const [contact] = await makeContacts(workspaceId, 1);
    await asOwner((sql) => sql`update contacts set restricted_at = now() where id = ${contact?.id ?? null}`);
    return { actor, input: { contactId: contact?.id, told: "By mail, last Monday." } };
  },
  "contact.delete_many": async () => {
    const { actor, workspaceId } = await makeMember();
    const some = await makeContacts(workspaceId, 2);
    return { actor, input: { contactIds: some.map(({ id }) => id), typed: "2" } };
  },
  "contact.suppress_many": async () => {
    const { actor, workspaceId } = await makeMember();
    const some = await makeContacts(workspaceId, 2);
    return { actor, input: { contactIds: some.map(({ id }) => id), note: "Asked by phone." } };
  },
  "contact.export": async () => {
    const { actor } = await makeMember();
    return { actor, input: {}, openToStrangers: "It names nothing of another workspace." };
  },
};

export const queries: QueryCases = {
  "contact.list": ({ newsletter }) => ({ input: { newsletterId: newsletter } }),
  "contact.count": ({ newsletter }) => ({ input: { newsletterId: newsletter }, showsNoRow: "A count." }),
  "contact.chosen": ({ contact }) => ({ input: { contactIds: [contact] } }),
  "contact.extras": ({ contact }) => ({ input: { contactIds: [contact] } }),
  "contact.countries": () => ({ showsNoRow: "Country codes." }),
  "contact.read": ({ contact }) => ({ input: { contactId: contact } }),
  "contact.find": ({ seeded }) => ({ input: { email: seeded("contactEmail") } }),
  "contact.get": ({ contact }) => ({ input: { contactId: contact } }),
};

export const seed: Seed = async ({ contact }) => {
  await asOwner(async (sql) => {
    await sql`update contacts set country = 'FR' where id = ${contact}`;
    await sql`insert into contact_addresses (workspace_id, contact_id, email_hash, email)
      select workspace_id, id, email_hash, email from contacts where id = ${contact}`;
    await sql`insert into erased_addresses (workspace_id, email_hash)
      select workspace_id, sha256(email_hash) from contacts where id = ${contact}`;
    await sql`insert into former_addresses (workspace_id, id, contact_id, address)
      select workspace_id, ${uuidv7()}, id, 'former@example.com' from contacts where id = ${contact}`;
  });
  const [row] = await ownerSql()`select email from contacts where id = ${contact}`;
  return { contactEmail: String(row?.email) };
};
