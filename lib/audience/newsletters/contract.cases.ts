import { randomBytes } from "node:crypto";
import { sha256 } from "#lib/crypto/hash.ts";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { makeMember, makeNewsletter } from "#testing/factories.ts";
import { archiveNewsletter } from "./archive.ts";
import { createNewsletter } from "./create.ts";

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
  "newsletter.set_sender": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id } = await makeNewsletter(workspaceId);
    return { actor, input: { newsletterId: id, senderName: "The Engine Room", senderColour: "ocean" } };
  },
  "newsletter.set_confirmation": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id } = await makeNewsletter(workspaceId);
    return {
      actor,
      input: { newsletterId: id, subject: "One press to go", intro: "Good that you are here." },
    };
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

export const seed: Seed = async ({ actor }) => {
  const once = { key: randomBytes(16).toString("hex"), said: sha256("the form") };
  await createNewsletter(actor, { name: "Sent twice" }, { once });
  return undefined;
};
