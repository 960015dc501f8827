import type { Actor } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import type { AuditEntry, AuditResult } from "#lib/core/audit-entry.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { anonymous } from "#testing/factories.ts";

export type Recorded = {
  by: Actor;
  action: string;
  result?: AuditResult;
  entry?: AuditEntry;
  from?: { ip?: string; userAgent?: string };
};

/** Writes entries as the product writes them, in order. */
export async function record(...recorded: Recorded[]) {
  for (const { by, action, result = "done", entry = {}, from } of recorded)
    await connections().writer.transaction(async (tx) => {
      const workspaceId = "workspaceId" in by ? by.workspaceId : (entry.workspaceId ?? null);
      await enter(tx, workspaceId, "userId" in by ? by.userId : null);
      await appendAudit(tx, { ...by, origin: { ...by.origin, ...from } }, action, result, entry);
    });
}

/** Somebody who gives a wrong password for an account. */
export const wrongPassword = (userId: string, from?: Recorded["from"]): Recorded => ({
  by: anonymous(),
  action: "session.sign_in",
  result: "refused",
  entry: { target: userId, userId, workspaceId: null, detail: { because: "wrong password" } },
  ...(from && { from }),
});
