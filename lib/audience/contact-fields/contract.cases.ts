import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { makeContacts, makeMember } from "#testing/factories.ts";
import { createContactField } from "./create.ts";
import { fillContactFields } from "./fill.ts";

export const commands: Cases = {
  "contact_field.create": async () => {
    const { actor } = await makeMember();
    return {
      actor,
      input: { name: "Birthday", kind: "date" },
      openToStrangers: "Each workspace defines its own; the input names no row.",
    };
  },
  "contact_field.delete": async () => {
    const { actor } = await makeMember();
    const { id } = await createContactField(actor, { name: "Birthday", kind: "date" });
    return { actor, input: { fieldId: id } };
  },
  "contact_field.fill": async () => {
    const { actor, workspaceId } = await makeMember();
    const [contact] = await makeContacts(workspaceId, 1);
    const { id } = await createContactField(actor, { name: "Birthday", kind: "date" });
    return { actor, input: { contactId: contact?.id, values: { [id]: "2 March 1990" } } };
  },
};

export const queries: QueryCases = { "contact_field.list": () => ({}) };

export const seed: Seed = async ({ actor, contact }) => {
  const { id } = await createContactField(actor, { name: "Boat", kind: "text" });
  await fillContactFields(actor, { contactId: contact, values: { [id]: "Wanderer" } });
  return { field: id };
};
