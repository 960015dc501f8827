import { and, eq, inArray, lt, or, sql } from "drizzle-orm";
import { z } from "zod";
import { imports } from "#db/schema/imports.ts";
import { takePeople, UNDO_LIST_SECONDS } from "#lib/audience/take-people.ts";
import { askingRole, type Member } from "#lib/core/actor.ts";
import { type CommandContext, command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { importRun } from "./run.ts";

/**
 * Resumes an import that was cancelled, failed, or has not moved for two minutes, from the line it
 * reached. One that stopped before it ended a list needs an admin with a fresh proof, and begins in ten minutes.
 * @throws AppError notFound, and what `takePeople` throws.
 */
export const resumeImport = command({
  name: "import.resume",
  allow: workspaceMember,
  input: z.object({ importId: z.uuid() }),
  async run(context, { importId }) {
    const { tx, actor, enqueue } = context;
    const waits = await grantsList(context, importId);
    const stuck = and(eq(imports.state, "running"), lt(imports.movedAt, sql`now() - interval '2 minutes'`));
    const [resumed] = await tx
      .update(imports)
      .set({
        state: "queued",
        failure: null,
        finishedAt: null,
        askedBy: actor.userId,
        askedRole: askingRole(actor),
        programId: null,
        askedAt: sql`now()`,
        listFrom: waits ? sql`now() + make_interval(secs => ${UNDO_LIST_SECONDS})` : null,
        movedAt: new Date(),
      })
      .where(
        and(
          owned(imports, actor),
          eq(imports.id, importId),
          sql`${imports.mapping} is not null`,
          or(inArray(imports.state, ["cancelled", "failed"]), stuck),
        ),
      )
      .returning({ linesRead: imports.linesRead });
    if (!resumed) throw notFound("stopped import");
    await enqueue(
      importRun,
      { workspaceId: actor.workspaceId, importId },
      { singletonKey: importId, ...(waits && { startAfter: UNDO_LIST_SECONDS + 1 }) },
    );
    return {
      result: { ...resumed, waits },
      audit: { target: importId, detail: { fromLine: resumed.linesRead, ...(waits && { waits }) } },
    };
  },
});

/**
 * Returns whether an import stopped before it ended a list, and an admin lets it now: it begins in ten minutes, and the owners are mailed.
 * @throws AppError forbidden for a member, reauthenticate.
 */
async function grantsList(context: CommandContext<Member>, importId: string): Promise<boolean> {
  const { tx, actor } = context;
  const [stopped] = await tx.execute<{ people: number }>(sql`
    select list_people as people from imports
    where workspace_id = ${actor.workspaceId} and id = ${importId} and state = 'failed' and list_people > 0 for update`);
  if (!stopped) return false;
  const path = `/contacts/imports/${importId}`;
  return takePeople(context, { how: "suppress", people: stopped.people, list: "waits", path });
}
