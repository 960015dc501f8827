import { eq } from "drizzle-orm";
import { workspaces } from "#db/schema/workspaces.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";

/** Returns the name of the actor's workspace, for mails and for a confirmation to type. */
export async function nameOfWorkspace({
  tx,
  actor,
}: {
  tx: Transaction;
  actor: { workspaceId: string };
}): Promise<string> {
  const [workspace] = await tx
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(eq(workspaces.id, actor.workspaceId));
  if (!workspace) throw notFound("workspace");
  return workspace.name;
}
