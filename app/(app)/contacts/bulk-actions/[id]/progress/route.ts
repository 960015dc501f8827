import { getBulkAction } from "#lib/audience/bulk-actions/get.ts";
import { AppError } from "#lib/core/errors.ts";
import { currentActor } from "#lib/web/current-actor.ts";
import { progressOf } from "../../progress-of.ts";

/** How far a bulk action got, for the page that shows it. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const headers = { "cache-control": "private, no-store" };
  try {
    const found = await getBulkAction(await currentActor(), { actionId: (await params).id });
    return Response.json(progressOf(found), { headers });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const status = error.code === "unavailable" ? 503 : 404;
    return Response.json({ message: "There is nothing at this address." }, { status, headers });
  }
}
