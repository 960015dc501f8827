import { uuidv7 } from "uuidv7";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, makeMember, makeNewsletter } from "#testing/factories.ts";

const parts = {
  purpose: "Tell former buyers of prints about new ones.",
  necessity: "They gave an address and no phone, and a letter costs more.",
  balancing: "Buyers expect it once a month, and leave with one click.",
};

export const commands: Cases = {
  "interest_assessment.write": async () => {
    const { actor, workspaceId } = await makeMember();
    const { id: newsletterId } = await makeNewsletter(workspaceId);
    return { actor, input: { newsletterId, ...parts } };
  },
};

export const queries: QueryCases = { "interest_assessment.list": () => ({}) };

/** A row of each table of this noun. */
export const seed: Seed = async ({ workspaceId, newsletter, member }) => {
  await asOwner(
    (
      sql,
    ) => sql`insert into interest_assessments (workspace_id, id, newsletter_id, purpose, necessity, balancing, written_by)
    values (${workspaceId}, ${uuidv7()}, ${newsletter}, ${parts.purpose}, ${parts.necessity}, ${parts.balancing}, ${member})`,
  );
  return undefined;
};
