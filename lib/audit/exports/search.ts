import { sql } from "drizzle-orm";
import type { ExportOrder, ExportRow } from "#lib/audit/exports/file/read.ts";
import type { Choice, Words } from "#lib/audit/exports/file/source.ts";
import { entriesOf } from "#lib/audit/log/entries.ts";
import type { Entry } from "#lib/audit/log/entry.ts";
import { peopleById } from "#lib/audit/log/people.ts";
import { auditFilters } from "#lib/audit/log/search/filters.ts";
import { searchFor } from "#lib/audit/log/search/sought.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { work } from "#lib/core/work.ts";

/** Returns the page's filters as a condition on each entry. Days are the workspace's. */
export async function choiceOf(
  actor: WorkspaceJob,
  { filters: given, chains, zone }: ExportOrder,
): Promise<Choice> {
  const filters = auditFilters.parse(given);
  const scope = { chains, workspaceId: actor.workspaceId };
  const { conditions: sought, only } = await work(actor, ({ tx }) => searchFor(tx, actor, scope, filters));
  const { from, to } = filters;
  const conditions = [
    ...sought.map(({ fits }) => fits),
    ...(from ? [sql`e.occurred_at >= (${from}::timestamp at time zone ${zone})`] : []),
    ...(to ? [sql`e.occurred_at < ((${to}::date + 1)::timestamp at time zone ${zone})`] : []),
  ];
  const fits = conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`;
  return { fits, only: only && (async (rows) => (await only(rows)) as ExportRow[]) };
}

// Names of these rows are looked up together, up to a thousand names at once.
const rowsAtOnce = 200;

/** Returns the page's words for entries, for a file with readers' columns. */
export function wordsFor(actor: WorkspaceJob): Words {
  return async (rows) => {
    const words: Awaited<ReturnType<NonNullable<Words>>> = [];
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      const some = rows.slice(at, at + rowsAtOnce);
      for (const { who, what, where, more } of await work(actor, ({ tx }) => entriesOf(tx, actor, some))) {
        const { place, device } =
          typeof where === "object" && where !== null ? where : { place: null, device: null };
        words.push({ who, what: what + moreWords(more), place, browser: device });
      }
    }
    return words;
  };
}

/** Returns " (30 more between 10:02 and 10:07 UTC)" for an entry that stands for several refusals. */
function moreWords(more: Entry["more"]): string {
  if (!more) return "";
  const [since, until] = [more.since, more.until].map((at) => at.toISOString().slice(11, 16));
  return ` (${more.count} more between ${since} and ${until} UTC)`;
}

const namesAtOnce = 500;

/** Returns the current names of these ids; a user whose account is gone is missing. */
export async function namesOf(actor: WorkspaceJob, ids: readonly string[]) {
  const people: { id: string; name: string }[] = [];
  for (let at = 0; at < ids.length; at += namesAtOnce) {
    const found = await work(actor, ({ tx }) => peopleById(tx, ids.slice(at, at + namesAtOnce)));
    for (const [id, { name }] of found) people.push({ id, name });
  }
  return people;
}
