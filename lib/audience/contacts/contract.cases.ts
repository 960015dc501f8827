import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { makeContacts, makeMember, makeNewsletter, uniqueEmail } from "#testing/factories.ts";

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
    return { actor, input: { contactId: contact?.id } };
  },
};

export const queries: QueryCases = {
  "contact.list": ({ newsletter }) => ({ input: { newsletterId: newsletter } }),
  "contact.count": ({ newsletter }) => ({ input: { newsletterId: newsletter }, showsNoRow: "A count." }),
  "contact.get": ({ contact }) => ({ input: { contactId: contact } }),
};
