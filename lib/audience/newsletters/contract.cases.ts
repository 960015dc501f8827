import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { makeMember, makeNewsletter } from "#testing/factories.ts";
import { archiveNewsletter } from "./archive.ts";

export const commands: Cases = {
  "newsletter.create": async () => {
    const { actor } = await makeMember();
    return {
      actor,
      input: { name: "The Weekly Engine" },
      openToStrangers: "It names nothing of another workspace.",
    };
  },
  "newsletter.update": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id } = await makeNewsletter(workspaceId);
    return { actor, input: { newsletterId: id, name: "The Monthly Engine", description: "Less often." } };
  },
  "newsletter.set_signup": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id } = await makeNewsletter(workspaceId);
    return { actor, input: { newsletterId: id, confirmationRequired: true, visibility: "public" } };
  },
  "newsletter.archive": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id } = await makeNewsletter(workspaceId);
    return { actor, input: { newsletterId: id } };
  },
  "newsletter.restore": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id } = await makeNewsletter(workspaceId);
    await archiveNewsletter(actor, { newsletterId: id });
    return { actor, input: { newsletterId: id } };
  },
};

export const queries: QueryCases = {
  "newsletter.list": () => ({}),
  "newsletter.get": ({ newsletter }) => ({ input: { newsletterId: newsletter } }),
};
