import { fates, listFate } from "#lib/audience/imports/fates.ts";
import { getImport } from "#lib/audience/imports/get.ts";
import { fateCsv } from "#lib/audience/imports/report.ts";
import type { Actor } from "#lib/core/actor.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { attachment } from "../attachment.ts";
import { takenOut } from "../taken-out.ts";

/** The people of one fate as a CSV file, read as the client takes it. Recorded before the first row leaves. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const actor = await requireMember();
  const { id } = await pageQuery(getImport, actor, { importId: (await params).id });
  const asked = new URL(request.url).searchParams.get("fate");
  const fate = fates.find((each) => each === asked) ?? "refused";
  const taken = await takenOut(actor, { importId: id, fate });
  if (taken instanceof Response) return taken;
  const { fileName } = taken;
  const name = `${fileName.replace(/\.[^.]*$/, "") || "import"}-${fate.replaceAll("_", "-")}.csv`;
  return new Response(fateCsv(rowsOf(actor, id, fate)), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": attachment(name),
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

async function* rowsOf(actor: Actor, importId: string, fate: (typeof fates)[number]) {
  let after: string | undefined;
  for (;;) {
    const page: Awaited<ReturnType<typeof listFate>> = await listFate(actor, {
      importId,
      fate,
      after,
      limit: 2000,
    });
    yield* page.rows;
    if (page.next === null) return;
    after = page.next;
  }
}
