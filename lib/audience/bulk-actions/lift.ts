import { sql } from "drizzle-orm";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";

/**
 * Lifts the suppressions that one bulk action made, with a note giving the reason. What was there before it stays, and so does every
 * opt-out, complaint and bounce, what stands of restricted people (GDPR 18), and whatever anybody else asked for since.
 * @throws AppError conflict while the action goes on, and where it made none that can be lifted.
 */
export const liftBulkAction = command({
  name: "bulk_action.lift",
  allow: workspaceAdmin,
  fresh: true,
  input: z.object({ actionId: z.uuid(), note: text({ max: 500 }).min(1, "Say why they are lifted.") }),
  async run({ tx, actor: { workspaceId, userId } }, { actionId, note }) {
    const [action] = await tx.execute<{ state: string; changed: number }>(sql`
      select state, changed from bulk_actions
      where workspace_id = ${workspaceId} and id = ${actionId} and kind = 'suppress' for update`);
    if (!action) throw notFound("bulk action");
    if (action.state === "waiting" || action.state === "running")
      throw conflict("This goes on still. Cancel it first.");
    const [counted] = await tx.execute<{ lifted: number }>(sql`
      with lifted as (
        update suppressions s set lifted_at = now(), lifted_by = ${userId}::uuid, lifted_note = ${note}
        from bulk_actions a, bulk_action_contacts x, contacts c
        where a.workspace_id = ${workspaceId} and a.id = ${actionId}
          and x.workspace_id = a.workspace_id and x.action_id = a.id and x.outcome = 'changed'
          and c.workspace_id = x.workspace_id and c.id = x.contact_id and c.restricted_at is null
          and s.workspace_id = c.workspace_id and s.email_hash = c.email_hash and s.newsletter_id is null and s.lifted_at is null
          and s.reason = 'manual' and s.source = 'manual' and s.created_by = a.created_by and s.created_at >= a.created_at
        returning 1
      )
      select count(*)::int as lifted from lifted`);
    const lifted = counted?.lifted ?? 0;
    if (lifted === 0) throw conflict("Nothing that it suppressed can be lifted any more.");
    const detail = { lifted, kept: action.changed - lifted };
    return { result: detail, audit: { target: null, detail: { ...detail, note } } };
  },
});
