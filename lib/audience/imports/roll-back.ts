import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { begin } from "#lib/audience/bulk-actions/begin.ts";
import { touchedBy } from "#lib/audience/bulk-actions/selection.ts";
import { takeImportOut } from "#lib/audience/bulk-actions/take-import-out.ts";
import { takePeople, takesNobody, UNDO_LIST_SECONDS } from "#lib/audience/take-people.ts";
import { isFresh, type Member } from "#lib/core/actor.ts";
import { command, type Outcome } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";

/** Up to so many contacts a member takes out again at once, where their own import has just brought them; an admin with a fresh proof all. */
const JUST_BROUGHT = 10_000;

type RolledBack = { waits?: never } & NonNullable<Awaited<ReturnType<typeof takeImportOut>>>;

/**
 * Rolls an import back. A member undoes their own one at once within an hour, because nobody but its people goes. Every other one is
 * counted with whom they erase and suppress: a list needs an admin with a fresh proof, and waits for ten minutes as a bulk action.
 * @throws AppError forbidden for a list or for suppressions to be lifted where the member is no admin, and reauthenticate.
 */
export const rollBackImport = command({
  name: "import.roll_back",
  allow: workspaceMember,
  input: z.object({ importId: z.uuid() }),
  async run(context, { importId }): Promise<Outcome<RolledBack | { waits: string }>> {
    const { tx, actor } = context;
    const { people, justBrought } = await whoGoes(tx, actor, importId);
    if (justBrought) await takesNobody(tx);
    else {
      const id = uuidv7();
      const path = `/contacts/bulk-actions/${id}`;
      if (await takePeople(context, { how: "roll_back", people, list: "waits", path })) {
        await begin(context, {
          id,
          kind: "roll_back",
          input: { importId },
          selected: { importId },
          found: null,
          undoSeconds: UNDO_LIST_SECONDS,
        });
        return {
          result: { waits: id },
          audit: { target: importId, detail: { waits: true, contacts: people } },
        };
      }
    }
    const by = { ...actor, mayLift: workspaceAdmin.admits(actor) };
    const detail = await takeImportOut(tx, by, importId);
    if (!detail) throw notFound("finished import");
    return { result: detail, audit: { target: importId, detail } };
  },
});

async function whoGoes(tx: Transaction, actor: Member, importId: string) {
  const { workspaceId, userId } = actor;
  const mayAll = workspaceAdmin.admits(actor) && isFresh(actor);
  const [found] = await tx.execute<{ people: number; justBrought: boolean }>(sql`
    select (select count(*)::int from contacts where contacts.workspace_id = i.workspace_id and ${touchedBy(workspaceId, importId)}) as people,
      i.created_by = ${userId}::uuid and coalesce(i.asked_by, i.created_by) = ${userId}::uuid
        and coalesce(i.finished_at, i.moved_at) > now() - interval '1 hour'
        -- Resumed and cancelled, an old one is no new one.
        and not exists (select from contacts c where c.workspace_id = i.workspace_id and c.import_id = i.id
          and c.created_at < now() - interval '1 hour')
        and not exists (select from subscriptions s where s.workspace_id = i.workspace_id and s.import_id = i.id
          and s.subscribed_at < now() - interval '1 hour')
        and not exists (select from contact_tags t where t.workspace_id = i.workspace_id and t.import_id = i.id
          and t.tagged_at < now() - interval '1 hour')
      as "justBrought"
    from imports i where i.workspace_id = ${workspaceId} and i.id = ${importId} and i.state in ('finished', 'failed', 'cancelled')
    for update of i`);
  if (!found) throw notFound("finished import");
  return { people: found.people, justBrought: found.justBrought && (mayAll || found.people <= JUST_BROUGHT) };
}
