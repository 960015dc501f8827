import { getExport } from "#lib/audit/exports/get.ts";
import { AppError } from "#lib/core/errors.ts";
import { currentActor } from "#lib/web/current-actor.ts";
import { progressOf } from "../../progress-of.ts";

/** How far an export got, for the page that shows it. Whose it is not, for them it is not there. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const headers = { "cache-control": "private, no-store" };
  try {
    const found = await getExport(await currentActor(), { exportId: (await params).id });
    return Response.json(progressOf(found), { headers });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const status = error.code === "unavailable" ? 503 : 404;
    return Response.json({ message: "There is nothing at this address." }, { status, headers });
  }
}
