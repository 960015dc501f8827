import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { prepared } from "#lib/core/database/prepared.ts";
import { logError } from "#lib/core/log.ts";
import { work } from "#lib/core/work.ts";
import type { Decision } from "./decide.ts";
import { closeHeld } from "./held.ts";
import type { Held } from "./refusals.ts";

/** `proves`: held refusals that this message makes believable. */
type Result = { contactId: string; attempts: number; messageId: string; proves?: readonly Held[] } & Decision;

export type Results = {
  add(result: Result): void;
  /**
   * Writes the waiting results. @throws when the database stays away; unwritten results lapse into unknown.
   */
  flush(): Promise<void>;
  readonly broken: boolean;
};

const most = 200;
const patience = 100;
const retries = [100, 400, 1500, 4000];

/**
 * Writes the results of deliveries in batches, at 200 rows or after a tenth of a second, whichever is first.
 * Refusals are written as held, and closed with the result that proves them.
 */
export function collectResults(actor: WorkspaceJob, campaignId: string, accountId: string): Results {
  let waiting: Result[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let failure: unknown;
  let toldHealth = 0;

  const write = async (batch: Result[]) => {
    const sent = batch.some(({ state }) => state === "sent");
    const tellHealth = sent && Date.now() - toldHealth > 5000;
    await work(actor, async ({ tx }) => {
      await prepared(tx, writeRows(actor.workspaceId, campaignId, batch));
      if (tellHealth) await tx.execute(wellAgain(actor.workspaceId, accountId));
    });
    if (tellHealth) toldHealth = Date.now();
    await closeHeld(
      actor,
      campaignId,
      batch.flatMap(({ proves }) => proves ?? []),
    );
  };

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    writing = writing.then(async () => {
      if (batch.length === 0 || failure !== undefined) return;
      for (const pause of [...retries, null]) {
        try {
          return await write(batch);
        } catch (error) {
          if (pause === null) {
            failure = error;
            logError(error, { in: "delivery results", campaignId });
          } else await sleep(pause);
        }
      }
    });
    return writing.then(() => {
      if (failure !== undefined) throw failure;
    });
  };

  return {
    add(result) {
      waiting.push(result);
      if (waiting.length >= most) void flush().catch(() => undefined);
      else timer ??= setTimeout(() => void flush().catch(() => undefined), patience);
    },
    flush,
    get broken() {
      return failure !== undefined;
    },
  };
}

// A row became unknown if its lease lapsed while the server was slow; the late reply corrects it. Rows in any
// other state stay unchanged.
function writeRows(workspaceId: string, campaignId: string, batch: readonly Result[]) {
  const rows = batch.map((result) => ({
    c: result.contactId,
    n: result.attempts,
    s: result.state,
    r: result.reason,
    w: result.waitSeconds,
    m: result.state === "queued" ? null : result.messageId,
    y: result.reply ? cutText(result.reply, 500) : null,
    u: result.counts ? 0 : 1,
    h: result.about === "refused",
  }));
  return sql`
    update deliveries d set state = r.s, reason = r.r, reply = r.y, message_id = coalesce(r.m, d.message_id), lease_until = null,
      attempts = d.attempts - r.u,
      held_at = case when r.h then now() end,
      due_at = case when r.s = 'queued' then now() + make_interval(secs => r.w) else d.due_at end,
      sent_at = case when r.s = 'sent' then now() end, ended_at = case when r.s in ('failed', 'unknown') then now() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(c uuid, n integer, s text, r text, w integer, m text, y text, u integer, h boolean)
    where d.workspace_id = ${workspaceId} and d.campaign_id = ${campaignId} and d.contact_id = r.c
      and d.state in ('sending', 'unknown') and d.attempts = r.n`;
}

const wellAgain = (workspaceId: string, accountId: string) => sql`
  insert into email_account_health as h (account_id, workspace_id, last_sent_at) values (${accountId}, ${workspaceId}, now())
  on conflict (workspace_id, account_id) do update set last_sent_at = now(), retry_at = null,
    -- A message may go through while another one hears of the limit.
    failure = case when h.limited_until > now() then h.failure end,
    consecutive_failures = case when h.limited_until > now() then h.consecutive_failures else 0 end,
    limited_until = case when h.limited_until > now() then h.limited_until end`;
