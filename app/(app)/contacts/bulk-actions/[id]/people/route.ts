import { Readable } from "node:stream";
import { getBulkAction } from "#lib/audience/bulk-actions/get.ts";
import { outcomes } from "#lib/audience/bulk-actions/outcomes.ts";
import { listActionPeople } from "#lib/audience/bulk-actions/people.ts";
import { exportContacts } from "#lib/audience/contacts/export.ts";
import type { Actor } from "#lib/core/actor.ts";
import { csvRow } from "#lib/files/csv-cell.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { plainRefusal } from "#lib/web/plain-refusal.ts";

type Context = { params: Promise<{ id: string }> };

/** The contacts of a bulk action that came to one end as a CSV file, without those whose data are restricted. Recorded before the first row leaves. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const actor = await requireMember();
  const { id } = await pageQuery(getBulkAction, actor, { actionId: (await params).id });
  try {
    await exportContacts(actor, {});
  } catch (error) {
    return plainRefusal(error);
  }
  const asked = new URL(request.url).searchParams.get("outcome");
  const outcome = outcomes.find((each) => each === asked) ?? "changed";
  return new Response(Readable.toWeb(Readable.from(rowsOf(actor, id, outcome))) as ReadableStream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="bulk-action-${outcome.replaceAll("_", "-")}.csv"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

async function* rowsOf(actor: Actor, actionId: string, outcome: (typeof outcomes)[number]) {
  yield `\uFEFF${csvRow(["email", "id"])}`;
  let after: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof listActionPeople>> = await listActionPeople(actor, {
      actionId,
      outcome,
      limit: 2000,
      ...(after && { after }),
    });
    yield page.rows
      .filter(({ restricted }) => !restricted)
      .map(({ email, id }) => csvRow([email, id]))
      .join("");
    after = page.next ?? undefined;
  } while (after);
}
