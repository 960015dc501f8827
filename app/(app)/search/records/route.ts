import { requireMember } from "#lib/web/current-actor.ts";
import { findByName } from "../find.ts";

/** Responds with the records a name finds, for the palette while a user types. */
export async function GET(request: Request): Promise<Response> {
  const actor = await requireMember();
  const search = new URL(request.url).searchParams.get("q") ?? "";
  const records = await findByName(actor, search);
  return Response.json({ records }, { headers: { "cache-control": "private, no-store" } });
}
