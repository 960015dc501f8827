import { uuidv7 } from "uuidv7";
import type { Cases, QueryCases, Seed } from "#testing/contract/contract.ts";
import { asOwner, jobActor, makeMember } from "#testing/factories.ts";

export const commands: Cases = {
  "audit_verification.start": async () => ({
    actor: (await makeMember()).actor,
    input: {},
    openToStrangers: "It names nothing: whoever asks has their own workspace's log verified.",
  }),
  "audit_verification.finish": async () => {
    const { actor, workspaceId } = await makeMember();
    const verificationId = await makeVerification(workspaceId, actor.userId);
    return { actor: jobActor(workspaceId), input: { verificationId, result: "failed", report: null } };
  },
};

export const queries: QueryCases = {
  "audit_verification.list": () => ({}),
};

export const seed: Seed = async ({ workspaceId, actor }) => {
  await makeVerification(workspaceId, actor.userId);
};

/** Makes a verification under way. */
async function makeVerification(workspaceId: string, requestedBy: string): Promise<string> {
  const id = uuidv7();
  await asOwner(
    (sql) =>
      sql`insert into audit_verifications (id, workspace_id, requested_by) values (${id}, ${workspaceId}, ${requestedBy})`,
  );
  return id;
}
