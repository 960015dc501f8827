import { Readable } from "node:stream";
import { exportContacts } from "#lib/audience/contacts/export.ts";
import { mostSelected } from "#lib/audience/contacts/selected.ts";
import { AppError } from "#lib/core/errors.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { filtersOf, readQuery } from "../query.ts";
import { exportRows } from "./rows.ts";

/** The contacts of a filtered list, or those ticked in it, as a CSV file, read as the client takes it. Recorded before the first row leaves. */
export async function GET(request: Request): Promise<Response> {
  const actor = await requireMember();
  const { searchParams } = new URL(request.url);
  const query = readQuery(Object.fromEntries(searchParams));
  const ids = searchParams.getAll("id").slice(0, mostSelected);
  try {
    await exportContacts(actor, { ...filtersOf(query), ...(ids.length > 0 && { contactIds: ids }) });
  } catch (error) {
    if (error instanceof AppError)
      return new Response(error.message, { status: error.code === "forbidden" ? 403 : 400 });
    throw error;
  }
  return new Response(Readable.toWeb(Readable.from(exportRows(actor, query, ids))) as ReadableStream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="contacts-${new Date().toISOString().slice(0, 10)}.csv"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
