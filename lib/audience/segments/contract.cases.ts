import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { makeMember } from "#testing/factories.ts";
import { createSegment } from "./create.ts";

export const commands: Cases = {
  "segment.create": async () => {
    const { actor } = await makeMember();
    return {
      actor,
      input: { name: "In Italy", country: "IT" },
      openToStrangers: "Each workspace keeps its own; the input names no row.",
    };
  },
  "segment.update": async () => {
    const { actor } = await makeMember();
    const { id } = await createSegment(actor, { name: "In Italy", country: "IT" });
    return { actor, input: { segmentId: id, name: "In Spain", country: "ES" } };
  },
  "segment.delete": async () => {
    const { actor } = await makeMember();
    const { id } = await createSegment(actor, { name: "In Italy", country: "IT" });
    return { actor, input: { segmentId: id } };
  },
};

export const queries: QueryCases = {
  "segment.get": ({ seeded }) => ({ input: { segmentId: seeded("segment") } }),
  "segment.list": () => ({}),
  "segment.names": () => ({}),
};

export const seed: Seed = async ({ actor }) => {
  const { id } = await createSegment(actor, { name: "In France", country: "FR" });
  return { segment: id };
};
