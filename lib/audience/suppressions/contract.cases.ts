import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { jobActor, makeMember, makeSending } from "#testing/factories.ts";
import { addSuppressions } from "./add.ts";
import { listSuppressions } from "./list.ts";

export const commands: Cases = {
  "suppression.add": async () => {
    const { actor } = await makeMember();
    return {
      actor,
      input: { emails: "ada@example.com" },
      openToStrangers: "Each workspace keeps its own list; the input names an address, not a row.",
    };
  },
  "suppression.import": async () => {
    const { actor } = await makeMember();
    return {
      actor,
      input: { file: "email,reason\nada@example.com,unsubscribed\n" },
      openToStrangers: "Each workspace keeps its own list; the input names an address, not a row.",
    };
  },
  "suppression.export": async () => {
    const { actor } = await makeMember();
    return { actor, input: {}, openToStrangers: "It names nothing of another workspace." };
  },
  "suppression.lift": async () => {
    const { actor } = await makeMember();
    await addSuppressions(actor, { emails: "ada@example.com" });
    const { rows } = await listSuppressions(actor, {});
    return { actor, input: { suppressionId: rows[0]?.id, note: "A typing mistake of ours." } };
  },
  "suppression.record_bounce": async () => {
    const { workspaceId, campaignId, contactId } = await makeSending();
    return {
      actor: jobActor(workspaceId, "campaign-send"),
      input: { campaignId, bounces: [{ contactId, reply: "550 5.1.1 no such user" }] },
    };
  },
};

export const queries: QueryCases = {
  "suppression.list": () => ({}),
  "suppression.get": ({ suppression }) => ({ input: { suppressionId: suppression } }),
  "suppression.counts": () => ({ showsNoRow: "Counts by reason." }),
};
