import { currentZone } from "#lib/web/current-actor.ts";
import { loadCampaign } from "../../load.ts";
import { jobOf } from "../job.ts";

/** How far sending is, for the progress card. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  return Response.json(jobOf(await loadCampaign((await params).id), await currentZone()));
}
