import { listContacts } from "#lib/audience/contacts/list.ts";
import type { Member } from "#lib/core/actor.ts";
import { csvRow } from "#lib/files/csv-cell.ts";
import { type ContactQuery, filtersOf } from "../query.ts";
import { mailWords } from "../words.ts";

const batch = 200;

/** Yields a filtered list of contacts as CSV in its order. No cell begins like a formula, because spreadsheets run those. */
export async function* exportRows(
  actor: Member,
  query: ContactQuery,
  ids: string[] = [],
): AsyncGenerator<string, void, undefined> {
  yield `\uFEFF${csvRow(["email", "first_name", "last_name", "country", "state", "source", "added_at"])}`;
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof listContacts>> = await listContacts(actor, {
      ...filtersOf(query),
      ...(ids.length > 0 && { contactIds: ids }),
      sort: query.sort,
      cursor,
      limit: batch,
    });
    yield page.rows
      .map((row) =>
        csvRow([
          row.email,
          row.firstName,
          row.lastName,
          row.country,
          mailWords[row.mail].words,
          row.source,
          row.createdAt,
        ]),
      )
      .join("");
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}
