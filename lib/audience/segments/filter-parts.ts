import { and, eq, sql } from "drizzle-orm";
import { contactFields } from "#db/schema/contact-fields.ts";
import { tags } from "#db/schema/tags.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict, invalid } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";

type Owner = { workspaceId: string };
type Part = { tagId: string } | { fieldId: string };

const mostNamed = 3;

/**
 * Refuses to let a tag or field go that segments filter by, also those that scheduled campaigns keep, because they would hold nobody
 * from then on. @throws AppError conflict with their names.
 */
export async function refusePartInUse(tx: Transaction, { workspaceId }: Owner, part: Part) {
  await oneAtATime(tx, { workspaceId }, "segments");
  const used = await usersOf(tx, workspaceId, part);
  if (used.length === 0) return;
  const named = used.slice(0, mostNamed).map(({ kind, name }) => `the ${kind} “${name}”`);
  if (used.length > mostNamed) named.push(`${used.length - mostNamed} more`);
  throw conflict(
    `It is used by ${new Intl.ListFormat("en").format(named)}. Change ${used.length === 1 ? "its" : "their"} filter first.`,
  );
}

/** Returns the segments and scheduled campaigns that filter by a tag or field. */
function usersOf(tx: Transaction, workspaceId: string, part: Part) {
  const filter = JSON.stringify(part);
  return tx.execute<{ kind: string; name: string }>(sql`
    select 'segment' as kind, name from segments where workspace_id = ${workspaceId} and filters @> ${filter}::jsonb
    union all
    select 'scheduled campaign', name from campaigns where workspace_id = ${workspaceId} and scheduled_for is not null
      and held_at is null and send_requested_at is null and segment_filters @> ${filter}::jsonb
    order by 1 desc, 2 limit 40`);
}

/** For filters that are to be kept: their tag and field are there. @throws AppError invalid beside the name. */
export async function checkFilterParts(
  tx: Transaction,
  owner: Owner,
  { tagId, fieldId }: { tagId?: string; fieldId?: string },
) {
  const [tag] = tagId
    ? await tx
        .select({ id: tags.id })
        .from(tags)
        .where(and(owned(tags, owner), eq(tags.id, tagId)))
    : [true];
  const [field] = fieldId
    ? await tx
        .select({ id: contactFields.id })
        .from(contactFields)
        .where(and(owned(contactFields, owner), eq(contactFields.id, fieldId)))
    : [true];
  if (!tag) throw invalid({ name: "The filter names a tag that was deleted. Choose another tag." });
  if (!field) throw invalid({ name: "The filter names a field that was deleted. Choose another field." });
}
