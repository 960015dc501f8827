import { Readable } from "node:stream";
import { exportSuppressions } from "#lib/audience/suppressions/export.ts";
import { listSuppressions } from "#lib/audience/suppressions/list.ts";
import { stoppedOn } from "#lib/audience/suppressions/stopped-on.ts";
import type { Member } from "#lib/core/actor.ts";
import { csvRow } from "#lib/files/csv-cell.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { plainRefusal } from "#lib/web/plain-refusal.ts";
import { readFilters, type SuppressionQuery } from "../query.ts";

/** The suppression list as a CSV file, which the import reads again. Recorded before the first row leaves. */
export async function GET(request: Request): Promise<Response> {
  const actor = await requireMember();
  const filters = readFilters(Object.fromEntries(new URL(request.url).searchParams));
  try {
    await exportSuppressions(actor, filters);
  } catch (error) {
    return plainRefusal(error);
  }
  return new Response(Readable.toWeb(Readable.from(rows(actor, filters))) as ReadableStream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="suppressions-${new Date().toISOString().slice(0, 10)}.csv"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

/** Erased addresses are left out, because only their hash is known, and people whose data are restricted (GDPR 18). */
async function* rows(actor: Member, filters: SuppressionQuery): AsyncGenerator<string, void, undefined> {
  yield `\uFEFF${csvRow(["email", "reason", "newsletter", "source", "campaign", "note", "since", "recorded_at"])}`;
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof listSuppressions>> = await listSuppressions(actor, {
      ...filters,
      cursor,
      limit: 200,
    });
    yield page.rows
      .filter(({ email, restricted }) => email !== null && !restricted)
      .map((row) =>
        csvRow([
          row.email,
          row.reason,
          row.newsletter?.name,
          row.source,
          row.campaign?.name,
          row.note,
          row.since ?? stoppedOn(row).at,
          row.createdAt,
        ]),
      )
      .join("");
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}
