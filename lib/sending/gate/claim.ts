import { sql } from "drizzle-orm";
import type { Ground } from "#lib/audience/contacts/grounds.ts";
import { refusalsOf, tooSoon } from "#lib/audience/eligibility.ts";
import { pipelined } from "#lib/core/database/pipelined.ts";
import { prepared } from "#lib/core/database/prepared.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { issuePass, type Pass } from "./pass.ts";

export type Claimed = {
  pass: Pass;
  deliveryId: string;
  contactId: string;
  email: string;
  firstName: string | null;
  lastName: string | null;
  /** Ground on which they are written to, for the footer of their copy. */
  ground: Ground;
  /** Tries so far, this one included. */
  attempts: number;
};

/** Position in the queue at which a claim ended. */
export type Place = { dueAt: string; contactId: string };

export type Claim = { claimed: Claimed[]; skipped: number; last: Place | null };

/**
 * Claims the next deliveries of a running campaign in one statement and marks them sending or skipped. It
 * locks rows that no other worker holds, stops while the account waits for its limit to end, and checks their suppressions, subscription and consent at this very
 * moment (OC12). When the database cannot reply there is no claim, so there is no pass and nothing is sent.
 * Commit before anything is sent.
 */
export async function claimDeliveries(
  tx: Transaction,
  of: {
    workspaceId: string;
    campaignId: string;
    newsletterId: string;
    accountId: string;
    limit: number;
    leaseSeconds: number;
    after: Place | null;
  },
): Promise<Claim> {
  const { workspaceId, campaignId, newsletterId, accountId, limit, leaseSeconds, after } = of;
  const beyond = after
    ? sql`and (d.due_at, d.contact_id) > (${after.dueAt}::timestamptz, ${after.contactId}::uuid)`
    : sql``;
  const planned = planByKeys(tx);
  const claim = prepared<Row>(
    tx,
    sql`
    with due as materialized (
      select d.ctid as place, d.contact_id, d.email_hash, d.due_at from deliveries d
      where d.campaign_id = ${campaignId} and d.workspace_id = ${workspaceId} and d.state = 'queued' and d.held_at is null
        and d.due_at <= now() ${beyond}
        and exists (
          select from campaigns c join email_accounts a on a.workspace_id = c.workspace_id and a.id = c.email_account_id
          where c.workspace_id = ${workspaceId} and c.id = ${campaignId} and c.newsletter_id = ${newsletterId}
            and a.id = ${accountId} and a.disconnected_at is null
            and c.send_requested_at is not null and c.paused_at is null and c.finished_at is null)
        and not exists (
          select from email_account_health h
          where h.workspace_id = ${workspaceId} and h.account_id = ${accountId} and h.limited_until > now())
      order by d.due_at, d.contact_id limit ${limit} for update of d skip locked
    ), asked as (${refusalsOf(sql`due`, sql`${workspaceId}::uuid`, sql`${newsletterId}::uuid`)}
    ), turns as (
      insert into mail_turns as turn (workspace_id, contact_id, campaign_id)
      select ${workspaceId}::uuid, a.contact_id, ${campaignId}::uuid from asked a
      where a.refusal is null and a.mail_frequency <> 'every' order by a.contact_id
      on conflict (workspace_id, contact_id) do update set campaign_id = excluded.campaign_id, taken_at = now()
        where turn.campaign_id = excluded.campaign_id or not ${soonAfterTurn}
      returning turn.contact_id
    ), judged as (
      select a.contact_id, a.first_name, a.last_name, a.ground,
        case when a.refusal is null and a.mail_frequency <> 'every'
          and not exists (select from turns t where t.contact_id = a.contact_id) then 'frequency' else a.refusal end as refusal
      from asked a
    )
    update deliveries d set
      state = case when j.refusal is null then 'sending' else 'skipped' end,
      reason = j.refusal,
      attempts = d.attempts + case when j.refusal is null then 1 else 0 end,
      lease_until = case when j.refusal is null then now() + make_interval(secs => ${leaseSeconds}) end
    from judged j join due on due.contact_id = j.contact_id
    where d.ctid = due.place and d.workspace_id = ${workspaceId} and d.campaign_id = ${campaignId} and d.contact_id = j.contact_id
    returning d.id as delivery_id, d.contact_id, d.email, d.attempts, d.state, d.due_at::text as due_at, j.first_name, j.last_name, j.ground`,
  );
  const rows = await pipelined(planned, claim);

  const claimed = rows
    .filter(({ state }) => state === "sending")
    .map((row) => ({
      pass: issuePass(row.email),
      deliveryId: row.delivery_id,
      contactId: row.contact_id,
      email: row.email,
      firstName: row.first_name,
      lastName: row.last_name,
      ground: row.ground,
      attempts: row.attempts,
    }));
  return { claimed, skipped: rows.length - claimed.length, last: furthest(rows) };
}

/**
 * A person who wants fewer messages has one row in mail_turns, which each claim for them waits for and sees as the last one
 * left it. So of two campaigns that send at once only one gets their turn; a message that failed has used it.
 */
const soonAfterTurn = sql.raw(
  `(${tooSoon(
    "turn.taken_at",
    "(select p.mail_frequency from contacts p where p.workspace_id = turn.workspace_id and p.id = turn.contact_id)",
  )})`,
);

/**
 * Makes the claim's plan independent of statistics, until the transaction ends. A campaign starts on rows that
 * were written a moment ago, of which the planner knows nothing: it would sort the whole queue for every claim
 * and join the whole list. The claim reads a handful of rows by their keys, whatever the tables hold.
 *
 * Measured for 8 of 20,000 rows just queued: 1,132 pages and 68 ms without, 261 pages and 1.1 ms with.
 */
function planByKeys(tx: Transaction): Promise<unknown> {
  const off = ["sort", "seqscan", "bitmapscan", "hashjoin", "mergejoin", "material"].map(
    (name) => `set_config('enable_${name}', 'off', true)`,
  );
  return prepared(
    tx,
    sql.raw(`select ${off.join(", ")}, set_config('plan_cache_mode', 'force_generic_plan', true)`),
  );
}

type Row = {
  delivery_id: string;
  contact_id: string;
  email: string;
  attempts: number;
  state: string;
  due_at: string;
  first_name: string | null;
  last_name: string | null;
  ground: Ground;
};

// RETURNING keeps no order. In UTC, Postgres's text of a time sorts as the time does, because a shorter
// fraction ends in +, which sorts first.
function furthest(rows: readonly Row[]): Place | null {
  let last: Place | null = null;
  for (const { due_at: dueAt, contact_id: contactId } of rows) {
    if (!last || dueAt > last.dueAt || (dueAt === last.dueAt && contactId > last.contactId))
      last = { dueAt, contactId };
  }
  return last;
}
