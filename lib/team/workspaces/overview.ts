import { sql } from "drizzle-orm";
import { z } from "zod";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** The most rows to count. Beyond it the page says "more than", and stays fast with a million contacts. */
export const COUNT_LIMIT = 100_000;

export type Overview = {
  /** Each at most COUNT_LIMIT + 1. */
  contacts: number;
  suppressed: number;
  sentLast30Days: number;
  hasSender: boolean;
  hasEmailAccount: boolean;
  hasNewsletter: boolean;
  hasSent: boolean;
  /** The draft that was changed last. */
  draftId: string | null;
  draftName: string | null;
};

/** Returns a workspace's setup progress and its numbers, with one statement. */
export const getOverview = query({
  name: "workspace.overview",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor: { workspaceId } }): Promise<Overview> {
    const upTo = COUNT_LIMIT + 1;
    const [row] = await db.execute<Overview>(sql`
      select
        (select count(*)::int from (select from contacts where workspace_id = ${workspaceId} limit ${upTo}) c) as contacts,
        (select count(*)::int from (select from suppressions where workspace_id = ${workspaceId} and lifted_at is null
          limit ${upTo}) s) as suppressed,
        (select count(*)::int from (select from deliveries d
          join campaigns c on c.workspace_id = d.workspace_id and c.id = d.campaign_id
          where c.workspace_id = ${workspaceId} and c.send_requested_at > now() - interval '30 days' and d.state = 'sent'
          limit ${upTo}) d) as "sentLast30Days",
        (select sender_name is not null and postal_address is not null from workspaces where id = ${workspaceId}) as "hasSender",
        exists (select from email_accounts where workspace_id = ${workspaceId} and disconnected_at is null) as "hasEmailAccount",
        exists (select from newsletters where workspace_id = ${workspaceId} and archived_at is null) as "hasNewsletter",
        exists (select from campaigns where workspace_id = ${workspaceId} and kind = 'campaign' and send_requested_at is not null) as "hasSent",
        (select id from campaigns where workspace_id = ${workspaceId} and send_requested_at is null
          and (scheduled_for is null or held_at is not null) order by updated_at desc limit 1) as "draftId",
        (select name from campaigns where workspace_id = ${workspaceId} and send_requested_at is null
          and (scheduled_for is null or held_at is not null) order by updated_at desc limit 1) as "draftName"`);
    if (!row) throw new Error("The overview returned no row.");
    return row;
  },
});
