import { listContactFields } from "#lib/audience/contact-fields/list.ts";
import { contactExtras } from "#lib/audience/contacts/extras.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import { joinTags } from "#lib/audience/tags/written.ts";
import type { Member } from "#lib/core/actor.ts";
import { csvRow } from "#lib/files/csv-cell.ts";
import { type ContactQuery, filtersOf } from "../query.ts";
import { mailWords } from "../words.ts";

const batch = 200;

/**
 * Yields a filtered list of contacts as CSV in its order. No cell begins like a formula, because spreadsheets run
 * those, and nobody is in it whose data are restricted (GDPR 18).
 */
export async function* exportRows(
  actor: Member,
  query: ContactQuery,
  ids: string[] = [],
): AsyncGenerator<string, void, undefined> {
  const fields = await listContactFields(actor, {});
  const own = fields.map(({ name }) => name);
  yield `\uFEFF${csvRow(["email", "first_name", "last_name", "country", "state", "source", "added_at", "tags", ...own])}`;
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof listContacts>> = await listContacts(actor, {
      ...filtersOf(query),
      ...(ids.length > 0 && { contactIds: ids }),
      sort: query.sort,
      cursor,
      limit: batch,
    });
    const extras =
      page.rows.length > 0 ? await contactExtras(actor, { contactIds: page.rows.map(({ id }) => id) }) : {};
    yield page.rows
      .filter(({ mail }) => mail !== "restricted")
      .map((row) =>
        csvRow([
          row.email,
          row.firstName,
          row.lastName,
          row.country,
          mailWords[row.mail].words,
          row.source,
          row.createdAt,
          joinTags(extras[row.id]?.tags ?? []),
          ...fields.map(({ id }) => extras[row.id]?.values[id]),
        ]),
      )
      .join("");
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}
