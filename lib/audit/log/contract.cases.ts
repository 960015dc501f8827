import { uuidv7 } from "uuidv7";
import type { Cases, QueryCases } from "#testing/contract/contract.ts";
import { asOwner, jobActor, makeMember } from "#testing/factories.ts";

const longAgo = "2020-01-01T00:00:00.000000Z_00000000-0000-0000-0000-000000000000_0";

export const auditLogQueries: QueryCases = {
  "audit_log.list": () => ({}),
  "audit_log.list_own": () => ({}),
  "audit_log.people": () => ({}),
  "audit_log.count_newer": () => ({ input: { after: longAgo }, showsNoRow: "A count." }),
  "audit_log.count_newer_own": () => ({ input: { after: longAgo }, showsNoRow: "A count." }),
  "audit_log.by_day": () => ({ showsNoRow: "Counts by day." }),
  "audit_log.by_day_own": () => ({ showsNoRow: "Counts by day." }),
  "audit_log.list_verifications": () => ({}),
};

export const auditLogCases: Cases<"audit_log.verify" | "audit_log.finish_verification"> = {
  "audit_log.verify": async () => ({
    actor: (await makeMember()).actor,
    input: {},
    openToStrangers: "It names nothing: whoever asks has their own workspace's log verified.",
  }),
  "audit_log.finish_verification": async () => {
    const { actor, workspaceId } = await makeMember();
    const verificationId = await makeVerification(workspaceId, actor.userId);
    return { actor: jobActor(workspaceId), input: { verificationId, result: "failed", report: null } };
  },
};

/** One that is under way. */
export async function makeVerification(workspaceId: string, requestedBy: string): Promise<string> {
  const id = uuidv7();
  await asOwner(
    (sql) =>
      sql`insert into audit_verifications (id, workspace_id, requested_by) values (${id}, ${workspaceId}, ${requestedBy})`,
  );
  return id;
}
