import { eq } from "drizzle-orm";
import { workspaces } from "#db/schema/workspaces.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";

/** What the actor's workspace is called, for mails and for what has to be typed. */
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
