import { getImport } from "#lib/audience/imports/get.ts";
import type { Refusal } from "#lib/audience/imports/reader/rows.ts";
import { listRefusals } from "#lib/audience/imports/refusals.ts";
import { refusalsCsv } from "#lib/audience/imports/report.ts";
import type { Actor } from "#lib/core/actor.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { attachment } from "../attachment.ts";
import { takenOut } from "../taken-out.ts";

/** The refused rows of an import as a CSV file, read as the client takes it. Recorded before the first row leaves. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const actor = await requireMember();
  const { id } = await pageQuery(getImport, actor, { importId: (await params).id });
  const taken = await takenOut(actor, { importId: id, fate: "refused" });
  if (taken instanceof Response) return taken;
  const { fileName } = taken;
  return new Response(refusalsCsv(refusalsOf(actor, id)), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": attachment(`${fileName.replace(/\.[^.]*$/, "") || "import"}-refused.csv`),
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

async function* refusalsOf(actor: Actor, importId: string): AsyncGenerator<Refusal, void, undefined> {
  let after: number | null = 0;
  while (after !== null) {
    const { rows, next }: Awaited<ReturnType<typeof listRefusals>> = await listRefusals(actor, {
      importId,
      after,
      limit: 2000,
    });
    for (const { line, message, value, reason } of rows)
      yield { line, message, value, reasonCode: reason as Refusal["reasonCode"] };
    after = next;
  }
}
