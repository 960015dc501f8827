import { listAuditLog, listMyActivity } from "#lib/audit/log/list.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { givenIn } from "../../given.ts";

type Context = { params: Promise<{ id: string }> };

/** One entry with everything the log holds of it, for a line that was opened. */
export async function GET(_request: Request, { params }: Context) {
  const actor = await requireMember();
  const { sound: filters } = givenIn({ q: (await params).id });
  const query = workspaceAdmin.admits(actor) ? listAuditLog : listMyActivity;
  const { entries } = await pageQuery(query, actor, { filters, limit: 5 });
  const entry = entries.find(({ id }) => id === filters.q);
  const headers = { "cache-control": "private, no-store" };
  if (!entry) return Response.json({ message: "There is no such entry." }, { status: 404, headers });
  return Response.json(entry, { headers });
}
