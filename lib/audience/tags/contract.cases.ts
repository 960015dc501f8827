import { uuidv7 } from "uuidv7";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, makeContacts, makeMember, ownerSql } from "#testing/factories.ts";
import { setTags } from "./set.ts";

async function makeReader() {
  const { actor, workspaceId } = await makeMember();
  const [contact] = await makeContacts(workspaceId, 1);
  return { actor, workspaceId, contactId: contact?.id ?? "" };
}

export const commands: Cases = {
  "tag.apply": async () => {
    const { actor, contactId } = await makeReader();
    return { actor, input: { contactIds: [contactId], tags: "Harbour, Friends" } };
  },
  "tag.set": async () => {
    const { actor, contactId } = await makeReader();
    return { actor, input: { contactId, tags: "Harbour" } };
  },
  "tag.delete": async () => {
    const { actor, workspaceId, contactId } = await makeReader();
    await setTags(actor, { contactId, tags: "Harbour" });
    const [tag] = await ownerSql()<{ id: string }[]>`select id from tags where workspace_id = ${workspaceId}`;
    return { actor, input: { tagId: tag?.id } };
  },
};

export const queries: QueryCases = { "tag.list": () => ({}) };

export const seed: Seed = async ({ workspaceId, contact }) => {
  const tag = uuidv7();
  await asOwner(async (sql) => {
    await sql`insert into tags (workspace_id, id, name) values (${workspaceId}, ${tag}, 'Harbour')`;
    await sql`insert into contact_tags (workspace_id, tag_id, contact_id) values (${workspaceId}, ${tag}, ${contact})`;
  });
  return { tag };
};
