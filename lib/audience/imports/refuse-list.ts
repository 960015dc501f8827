import { sql } from "drizzle-orm";
import type { StopRow } from "#lib/audience/imports/reader/standing/stop-rows.ts";
import { FEW_PEOPLE } from "#lib/audience/take-people.ts";
import type { AskingRole } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";

type Of = { workspaceId: string; importId: string; role: AskingRole };

/**
 * Stops a member's file that would suppress more than a few of the workspace's contacts, because an opt-out is lifted by nobody. It
 * goes on once an admin resumes it. People of the file who are no contacts are suppressed whoever brings it.
 * @throws AppError forbidden, with the words that the import's page shows.
 */
export async function refuseList(tx: Transaction, { workspaceId, importId, role }: Of, stopped: StopRow[]) {
  if (role !== "member" || stopped.length === 0) return;
  const emails = JSON.stringify([...new Set(stopped.map(({ email }) => email))]);
  const [hit] = await tx.execute<{ people: number }>(sql`
    select ((select stopped from imports where workspace_id = ${workspaceId} and id = ${importId}) > 0)::int * (
        select count(*) from suppressions s join contacts c on c.workspace_id = s.workspace_id and c.email_hash = s.email_hash
        where s.workspace_id = ${workspaceId} and s.import_id = ${importId} and s.lifted_at is null and c.import_id is distinct from ${importId})::int
      + (select count(*) from jsonb_array_elements_text(${emails}::jsonb) g(email)
        join contacts c on c.workspace_id = ${workspaceId} and c.email = g.email
        where c.import_id is distinct from ${importId} and not exists (select from suppressions s where s.workspace_id = c.workspace_id
          and s.email_hash = c.email_hash and s.newsletter_id is null and s.lifted_at is null))::int as people`);
  if ((hit?.people ?? 0) > FEW_PEOPLE)
    throw new AppError(
      "forbidden",
      `This file stops the mail to more than ${FEW_PEOPLE} of your contacts, which needs an admin. It stopped: ask one to resume it.`,
    );
}
