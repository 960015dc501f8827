import { sql } from "drizzle-orm";
import type { StopRow } from "#lib/audience/imports/reader/standing/stop-rows.ts";
import { FEW_PEOPLE } from "#lib/audience/take-people.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";

type Of = {
  workspaceId: string;
  importId: string;
  /** The member who asked, or the key of the program. */
  by: string;
  /** Whether an admin with a fresh proof let it go on, and the ten minutes are over. */
  mayList: boolean;
};

/** Thrown where a file would end a list. `people` are the contacts it would have stopped the mail to. */
export class ListRefused extends AppError {
  readonly people: number;

  constructor(people: number) {
    super(
      "forbidden",
      `This file stops the mail to more than ${FEW_PEOPLE} of your contacts, which nobody lifts at once. An admin resumes it, and it goes on after ten minutes.`,
    );
    this.people = people;
  }
}

/**
 * Stops a file that would suppress more than a few of the workspace's contacts, because an opt-out is lifted by nobody. They are counted with
 * whom the member or key took away by other files and doors within the hour, also for an admin: their session may be stolen. It goes on
 * once an admin resumes it. People of the file who are no contacts are suppressed whoever brings it.
 * @throws ListRefused, with the words that the import's page shows.
 */
export async function refuseList(
  tx: Transaction,
  { workspaceId, importId, by, mayList }: Of,
  stopped: StopRow[],
) {
  if (mayList || stopped.length === 0) return;
  const rows = JSON.stringify(stopped.map(({ email, reason }) => ({ email, reason })));
  const [hit] = await tx.execute<{ people: number }>(sql`
    select count(distinct c.id)::int as people from jsonb_to_recordset(${rows}::jsonb) as g(email text, reason text)
    join contacts c on c.workspace_id = ${workspaceId} and c.email = g.email
    where c.import_id is distinct from ${importId} and not exists (select from suppressions s where s.workspace_id = c.workspace_id
      and s.email_hash = c.email_hash and s.newsletter_id is null and s.lifted_at is null
      -- A wish that nobody lifts takes more away than a suppression by hand.
      and (s.reason in ('unsubscribed', 'complained') or g.reason in ('manual', 'bounced')))`);
  const people = hit?.people ?? 0;
  if (people === 0) return;
  await oneAtATime(tx, { workspaceId }, `people taken by ${by}`);
  const [before] = await tx.execute<{ people: number }>(sql`
    select coalesce(sum(people) filter (where not list), 0)::int as people from people_taken
    where workspace_id = ${workspaceId} and taken_by = ${by}::uuid and at > now() - interval '1 hour'`);
  if (people + (before?.people ?? 0) > FEW_PEOPLE) throw new ListRefused(people);
  await tx.execute(sql`
    insert into people_taken (workspace_id, id, taken_by, how, people) values (${workspaceId}, new_id(), ${by}::uuid, 'suppress', ${people})`);
}
