import { sql } from "drizzle-orm";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { logError } from "#lib/core/log.ts";
import { work } from "#lib/core/work.ts";
import { env } from "#lib/env.ts";
import { noteAnswer } from "./health.ts";
import { type Claimed, payloadsOf } from "./payload.ts";
import { type Agents, type Answer, keptConnections, post } from "./post.ts";
import { FAILING_DAYS, waitAfter } from "./retries.ts";
import { openSecrets } from "./secrets.ts";
import { signDelivery } from "./sign.ts";
import { stopWebhook } from "./stop.ts";

const batch = 100;
const atOnce = 4;

/** Failures in a row after which a round begins no further delivery. */
const mostInRow = 5;

/** Milliseconds after which a round begins no further delivery, so that a slow address leaves its place to others soon. */
const roundMs = 5000;

/** Milliseconds from which an answer is slow. */
const slowMs = 3000;

type Round = { url: string; secrets: string[]; bodies: Map<string, string>; claimed: Claimed[] };
type Tried = { delivery: Claimed; answer: Answer; tookMs: number };

type Options = {
  signal?: AbortSignal;
  othersWait?: () => Promise<boolean>;
  /** Whether this is the queue of addresses that fail or are slow. The other queue leaves them alone. */
  slow: boolean;
};

/**
 * Delivers what is due for one webhook, four at a time, until nothing is due, the address fails or is slow, or another workspace waits.
 * A delivery whose worker dies is tried again after two minutes, so a receiver may see one twice, under the same `webhook-id`.
 */
export async function deliverDue(
  actor: WorkspaceJob,
  webhookId: string,
  { signal, othersWait, slow }: Options,
): Promise<"done" | "again"> {
  const agents = keptConnections();
  try {
    while (!signal?.aborted) {
      const round = await claim(actor, webhookId, slow);
      if (!round) return "done";
      const tried = await tryAll(round, agents, signal);
      await release(actor, round, tried);
      if (await record(actor, webhookId, tried)) return "done";
      if (tried.length < batch) return "done";
      if (await othersWait?.()) return "again";
    }
    return "done";
  } finally {
    agents.close();
  }
}

/** Claims the next deliveries with all that is needed to send them; null when nothing is due or the address has to wait. */
async function claim(actor: WorkspaceJob, webhookId: string, slow: boolean): Promise<Round | null> {
  const { workspaceId } = actor;
  return work(actor, async ({ tx, vault }) => {
    const [webhook] = await tx.execute<{ url: string; failures: number }>(sql`
      select w.url, coalesce(h.failures, 0) as failures from webhooks w
      left join webhook_health h on h.workspace_id = w.workspace_id and h.webhook_id = w.id
      where w.workspace_id = ${workspaceId} and w.id = ${webhookId} and w.disabled_at is null
        and (h.retry_at is null or h.retry_at <= now())
        and (${slow} or not coalesce(h.slow or h.failures > 0, false))`);
    if (!webhook) return null;
    const most = webhook.failures < 3 ? batch : 1; // one is enough to learn whether a failing address is back
    const claimed = await tx.execute<Claimed>(sql`
      with due as materialized (
        select id from webhook_deliveries
        where workspace_id = ${workspaceId} and webhook_id = ${webhookId} and state = 'queued' and due_at <= now()
          and (lease_until is null or lease_until <= now())
        order by due_at limit ${most} for update skip locked
      )
      update webhook_deliveries d set lease_until = now() + interval '2 minutes', attempts = attempts + 1
      from due
      where d.workspace_id = ${workspaceId} and d.id = due.id
      returning d.id, d.event_id, d.type, d.happened_at, d.contact_id, d.newsletter_id, d.campaign_id, d.api_key_id, d.detail, d.attempts`);
    if (claimed.length === 0) return null;
    return {
      url: webhook.url,
      claimed: [...claimed],
      bodies: await payloadsOf(tx, actor, claimed),
      secrets: await openSecrets({ tx, vault, actor }, webhookId),
    };
  });
}

/**
 * Tries the claimed deliveries. It begins no further one after five seconds, five failures in a row or a try without an answer, and
 * none while the worker stops.
 */
async function tryAll(
  { url, secrets, bodies, claimed }: Round,
  agents: Agents,
  signal?: AbortSignal,
): Promise<Tried[]> {
  const waiting = [...claimed];
  const tried: Tried[] = [];
  const until = performance.now() + roundMs;
  let silent = false;
  let failedInRow = 0;
  const goesOn = () => !silent && failedInRow < mostInRow && !signal?.aborted && performance.now() < until;
  const place = async () => {
    for (let next = waiting.shift(); next && goesOn(); next = waiting.shift()) {
      const body = bodies.get(next.id) ?? "";
      const seconds = Math.floor(Date.now() / 1000);
      const began = performance.now();
      const answer = await post({
        url,
        body,
        headers: {
          "content-type": "application/json",
          "user-agent": "Mailneo-Webhooks/1.0",
          "webhook-id": next.event_id,
          "webhook-timestamp": String(seconds),
          "webhook-signature": signDelivery(next.event_id, seconds, body, secrets),
        },
        allowPrivate: env().ALLOW_PRIVATE_WEBHOOK_HOSTS,
        agents,
        ...(signal && { signal }),
      });
      if ("problem" in answer && signal?.aborted) return; // cut by this worker's end, which says nothing about the address
      silent ||= "problem" in answer;
      failedInRow = problemOf(answer) === null ? 0 : failedInRow + 1;
      tried.push({ delivery: next, answer, tookMs: Math.round(performance.now() - began) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, place));
  return tried;
}

/** Gives back what was claimed and not tried. */
async function release(actor: WorkspaceJob, { claimed }: Round, tried: readonly Tried[]): Promise<void> {
  const begun = new Set(tried.map(({ delivery }) => delivery.id));
  const left = claimed.filter(({ id }) => !begun.has(id)).map(({ id }) => id);
  if (left.length === 0) return;
  await work(actor, ({ tx }) =>
    tx.execute(sql`
      update webhook_deliveries set lease_until = null, attempts = attempts - 1
      where workspace_id = ${actor.workspaceId} and state = 'queued'
        and id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(left)}::jsonb))`),
  );
}

/** Records what came of each try. Returns whether the address has to wait or is stopped. */
async function record(actor: WorkspaceJob, webhookId: string, tried: readonly Tried[]): Promise<boolean> {
  if (tried.length === 0) return false;
  const { workspaceId } = actor;
  const results = tried.map(({ delivery, answer, tookMs }) => {
    const problem = problemOf(answer);
    const wait = problem === null ? null : waitAfter(delivery.attempts, retryAfterOf(answer));
    const state = problem === null ? "delivered" : wait === null ? "failed" : "queued";
    const status = "status" in answer ? answer.status : null;
    return { id: delivery.id, state, status, problem, took_ms: tookMs, wait: wait ?? 0 };
  });
  // One that took something answers; the order of a round says nothing.
  const problems = results.map(({ problem }) => problem);
  const heard = {
    problem: problems.includes(null) ? null : (problems[0] ?? null),
    slow: tried.some(({ tookMs }) => tookMs >= slowMs),
    retryAfter: Math.max(0, ...tried.map(({ answer }) => retryAfterOf(answer) ?? 0)),
  };
  const failingSince = await work(actor, async ({ tx }) => {
    await tx.execute(sql`
      update webhook_deliveries d set state = r.state, status = r.status, problem = r.problem, took_ms = r.took_ms, lease_until = null,
        due_at = now() + make_interval(secs => r.wait), ended_at = case when r.state = 'queued' then null else now() end
      from jsonb_to_recordset(${JSON.stringify(results)}::jsonb)
        as r (id uuid, state text, status integer, problem text, took_ms integer, wait integer)
      where d.workspace_id = ${workspaceId} and d.id = r.id and d.state = 'queued'`);
    return noteAnswer(tx, actor, webhookId, heard);
  });
  const gone = tried.some(({ answer }) => "status" in answer && answer.status === 410);
  const tooLong = failingSince && Date.now() - failingSince.getTime() > FAILING_DAYS * 86_400_000;
  if (gone || tooLong) await stop(actor, webhookId, gone ? "gone" : "failing");
  return failingSince !== null || heard.slow || gone;
}

const retryAfterOf = (answer: Answer) => ("status" in answer ? answer.retryAfter : null);

/** Says why a delivery was not taken; null when it was. */
function problemOf(answer: Answer): string | null {
  if ("problem" in answer) return answer.problem;
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `Answered ${status}: redirects are not followed`;
  return `Answered ${status}`;
}

async function stop(actor: WorkspaceJob, webhookId: string, reason: "gone" | "failing"): Promise<void> {
  try {
    await stopWebhook(actor, { webhookId, reason });
  } catch (error) {
    if (!(error instanceof AppError && error.code === "notFound"))
      logError(error, { job: "webhook-deliver" });
  }
}
