import { Readable } from "node:stream";
import { exportContacts } from "#lib/audience/contacts/export.ts";
import { listContacts } from "#lib/audience/contacts/list.ts";
import type { Member } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { csvRow } from "#lib/files/csv-cell.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { type ContactQuery, filtersOf, readQuery } from "../query.ts";
import { mailWords } from "../words.ts";

const batch = 200;

/** The contacts of a filtered list as a CSV file, read as the client takes it. Recorded before the first row leaves. */
export async function GET(request: Request): Promise<Response> {
  const actor = await requireMember();
  const query = readQuery(Object.fromEntries(new URL(request.url).searchParams));
  try {
    await exportContacts(actor, filtersOf(query));
  } catch (error) {
    if (error instanceof AppError)
      return new Response(error.message, { status: error.code === "forbidden" ? 403 : 400 });
    throw error;
  }
  return new Response(Readable.toWeb(Readable.from(rowsOf(actor, query))) as ReadableStream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="contacts-${new Date().toISOString().slice(0, 10)}.csv"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

async function* rowsOf(actor: Member, query: ContactQuery): AsyncGenerator<string, void, undefined> {
  yield `\uFEFF${csvRow(["email", "first_name", "last_name", "country", "state", "source", "added_at"])}`;
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof listContacts>> = await listContacts(actor, {
      ...filtersOf(query),
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
