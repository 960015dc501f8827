import { sql } from "drizzle-orm";
import { z } from "zod";
import { firstIdSince } from "#lib/core/first-id-since.ts";
import { job } from "#lib/core/jobs/jobs.ts";
import { oneByOne } from "#lib/core/jobs/one-by-one.ts";
import { work } from "#lib/core/work.ts";
import { raiseUnsubscribeAlert } from "./raise.ts";

type Burst = { workspace_id: string; unsubscribed: number; sent: number; campaign_id: string | null };

/** Looks every five minutes for workspaces that unusually many people leave. */
export const watchUnsubscribes = job({
  name: "unsubscribe-watch",
  input: z.object({}),
  policy: "short",
  retryLimit: 0,
  schedule: "*/5 * * * *",
  async run({ actor }) {
    const hourAgo = firstIdSince(new Date(Date.now() - 3_600_000));
    const bursts = await work(actor, ({ tx }) =>
      tx.execute<Burst>(sql`select * from unsubscribe_bursts(${hourAgo})`),
    );
    await oneByOne(actor, bursts, {
      about: ({ workspace_id: workspaceId }) => ({ workspaceId }),
      run: ({ workspace_id: workspaceId, unsubscribed, sent, campaign_id: campaignId }) =>
        raiseUnsubscribeAlert({ ...actor, workspaceId }, { unsubscribed, sent, campaignId }),
      meanwhile: "conflict",
    });
  },
});
