import { AppError } from "#lib/core/errors.ts";
import { getKeyRing } from "#lib/operations/encryption-keys/get.ts";
import { currentActor } from "#lib/web/current-actor.ts";
import { progressOf } from "../progress-of.ts";

/** How far the newest rotation got, for the page that shows it. For all but the installation's owner it is not there. */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "private, no-store" };
  try {
    const ring = await getKeyRing(await currentActor(), {});
    if (ring?.rotation) return Response.json(progressOf(ring.rotation), { headers });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "unavailable")
      return Response.json({ message: "The database does not answer right now." }, { status: 503, headers });
  }
  return Response.json({ message: "There is nothing at this address." }, { status: 404, headers });
}
