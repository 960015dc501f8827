import { runJob } from "#lib/core/jobs/worker.ts";
import { sendCampaign } from "#lib/sending/campaigns/send.ts";
import {
  makeCampaign,
  makeContacts,
  makeEmailAccount,
  makeMember,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { deliverJob } from "./job.ts";

type ServerOptions = Parameters<typeof startSmtp>[0];

/** Makes a campaign to `people` subscribers through a real SMTP server, ready to be sent. */
export async function readyCampaign(
  people: number,
  options: {
    server?: ServerOptions;
    bare?: boolean;
    fromAddress?: string;
    body?: string;
    /** The port of another server, such as a scripted one. */
    port?: number;
  } = {},
) {
  const server = await startSmtp(options.server);
  const { actor, user, workspaceId } = await makeMember({ bare: options.bare });
  const newsletter = await makeNewsletter(workspaceId);
  const contacts = await makeContacts(workspaceId, people, newsletter.id);
  const { auth } = options.server ?? {};
  const account = await makeEmailAccount(workspaceId, {
    port: options.port ?? server.port,
    ...(auth ? { username: auth.user, password: auth.pass } : {}),
    ...(options.fromAddress ? { fromAddress: options.fromAddress } : {}),
  });
  const { id: campaignId } = await makeCampaign(workspaceId, {
    newsletterId: newsletter.id,
    emailAccountId: account.id,
    ...(options.body === undefined ? {} : { body: options.body }),
  });

  const deliver = (signal?: AbortSignal) =>
    runJob(deliverJob, { workspaceId, campaignId }, undefined, signal);
  return {
    server,
    actor,
    user,
    workspaceId,
    newsletter,
    contacts,
    account,
    campaignId,
    send: () => sendCampaign(actor, { campaignId }),
    deliver,
    states: () => statesOf(campaignId),
    campaign: () => campaignRow(campaignId),
    health: () => healthRow(account.id),
    /** Lets time pass, so that rows that wait for their turn or their server are due now. */
    async timePasses() {
      await ownerSql()`update deliveries set due_at = now() where campaign_id = ${campaignId} and state = 'queued'`;
      await ownerSql()`update deliveries set lease_until = now() - interval '1 second' where campaign_id = ${campaignId} and state = 'sending'`;
      await ownerSql()`update email_account_health set retry_at = now(), limited_until = case when limited_until is not null then now() end where account_id = ${account.id}`;
    },
    /** Returns the addresses the server took mail for, once per message. */
    async arrived() {
      return (await server.messages()).flatMap(({ to }) => to);
    },
  };
}

/** Counts the deliveries by state, with a reason behind a slash; a held one is queued in the table. */
export async function statesOf(campaignId: string): Promise<Record<string, number>> {
  const rows = await ownerSql()<{ state: string; count: number }[]>`
    select case when held_at is null then state else 'held' end || coalesce('/' || reason, '') as state, count(*)::int as count from deliveries
    where campaign_id = ${campaignId} group by 1 order by 1`;
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

async function campaignRow(campaignId: string) {
  const [row] = await ownerSql()<
    {
      paused_at: Date | null;
      pause_reason: string | null;
      finished_at: Date | null;
      undecided_at: Date | null;
    }[]
  >`
    select paused_at, pause_reason, finished_at, undecided_at from campaigns where id = ${campaignId}`;
  return row;
}

async function healthRow(accountId: string) {
  const [row] = await ownerSql()<
    {
      failure: string | null;
      consecutive_failures: number;
      retry_at: Date | null;
      limited_until: Date | null;
      last_sent_at: Date | null;
    }[]
  >`select failure, consecutive_failures, retry_at, limited_until, last_sent_at from email_account_health where account_id = ${accountId}`;
  return row;
}
