import { listVerifications } from "#lib/audit/verifications/list.ts";
import { AppError } from "#lib/core/errors.ts";
import { currentActor } from "#lib/web/current-actor.ts";
import { progressOf } from "./progress-of.ts";

/** How far the newest verification is, for the page that shows it. */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "private, no-store" };
  try {
    const { verifications } = await listVerifications(await currentActor(), {});
    const [newest] = verifications;
    if (newest) return Response.json(progressOf(newest), { headers });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "unavailable")
      return Response.json({ message: error.message }, { status: 503, headers });
  }
  return Response.json({ message: "There is nothing at this address." }, { status: 404, headers });
}
