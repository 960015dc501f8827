import { countMyNewer, countNewer } from "#lib/audit/log/count-newer.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { givenIn } from "../given.ts";

/** How many entries came in since `after`, for a page that is open. */
export async function GET(request: Request) {
  const actor = await requireMember();
  const search = Object.fromEntries(new URL(request.url).searchParams);
  const { sound: filters } = givenIn(search);
  const asked = { filters, after: search.after ?? "" };
  return Response.json(
    await pageQuery(workspaceAdmin.admits(actor) ? countNewer : countMyNewer, actor, asked),
  );
}
