import { sql } from "drizzle-orm";
import { z } from "zod";
import { asSet, type BatchContext, type Outcomes, Unfit } from "../outcomes.ts";
import { takeImportOut } from "../take-import-out.ts";

const stored = z.object({ importId: z.uuid() });

/** Rolls an import back, for all of its contacts in one transaction. */
export async function rollBackBatch({
  tx,
  actor,
  userId,
  input,
  contactIds,
}: BatchContext): Promise<Outcomes> {
  const { workspaceId } = actor;
  const { importId } = stored.parse(input);
  if (!(await takeImportOut(tx, { workspaceId, userId, mayLift: true }, importId)))
    throw new Unfit("The import runs again, or was rolled back already. It stopped.");
  return [
    ...(await tx.execute<Outcomes[number]>(sql`
      select i.id, case when c.id is null or c.import_id is distinct from ${importId} and not exists (select from subscriptions s
          where s.workspace_id = c.workspace_id and s.contact_id = c.id and s.import_id = ${importId} and s.unsubscribed_at is null)
        then 'changed' else 'same' end as outcome from ${asSet(contactIds)} i
      left join contacts c on c.workspace_id = ${workspaceId} and c.id = i.id`)),
  ];
}
