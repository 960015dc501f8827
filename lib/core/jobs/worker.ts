import { PgBoss } from "pg-boss";
import { uuidv7 } from "uuidv7";
import { roleUrls } from "#db/client.ts";
import type { Job as JobActor } from "#lib/core/actor.ts";
import { closeConnections } from "#lib/core/database/connections.ts";
import { parseInput } from "#lib/core/input.ts";
import { logError } from "#lib/core/log.ts";
import { env } from "#lib/env.ts";
import type { JobProcess } from "./job-process.ts";
import { type Job, jobWaits, shareOf } from "./jobs.ts";

/**
 * Runs the given jobs from the queue until stopped. Any number of workers on any number of machines share the queue.
 *
 * @param apart runs the jobs marked `apart` in a process of their own. Without it this process runs them all.
 */
export async function startWorker(
  jobs: readonly Job[],
  apart?: JobProcess,
): Promise<{ stop: () => Promise<void> }> {
  const stopping = new AbortController();
  const boss = new PgBoss({
    connectionString: queueUrl(),
    schema: "pgboss",
    migrate: false,
    createSchema: false,
    useListenNotify: true,
    max: 4,
    application_name: "mailneo-worker",
  });
  boss.on("error", (error) => logError(error, { in: "queue" }));
  await boss.start();

  for (const spec of jobs) {
    if (spec.schedule) await boss.schedule(spec.name, spec.schedule, {}, { tz: "UTC" });
    if (spec.atStart) await boss.send(spec.name, {});
    if (spec.watchSeconds) watch(spec, spec.watchSeconds, stopping.signal);
    else await workAt(boss, spec, stopping.signal, apart);
  }

  return {
    async stop() {
      stopping.abort(new Error("The worker is stopping."));
      await boss.stop({ graceful: true, timeout: 10_000 });
      await apart?.stop();
      await closeConnections();
    },
  };
}

/** Runs a job every so many seconds. A failure is logged once until a run succeeds, because a dead database fails each of them. */
function watch(spec: Job, seconds: number, stopped: AbortSignal) {
  let failed = false;
  const look = async () => {
    try {
      await runJob(spec, {}, undefined, stopped);
      failed = false;
    } catch (error) {
      if (!failed && !stopped.aborted) logError(error, { job: spec.name });
      failed = true;
    }
    if (!stopped.aborted) timer = setTimeout(look, seconds * 1000);
  };
  let timer = setTimeout(look, seconds * 1000);
  stopped.addEventListener("abort", () => clearTimeout(timer), { once: true });
}

/** Takes the jobs of a queue, in as many places at once as its concurrency says. */
async function workAt(boss: PgBoss, spec: Job, stopped: AbortSignal, apart?: JobProcess) {
  const share = shareOf(spec);
  const options = {
    localConcurrency: spec.concurrency ?? 1,
    ...(share && { localGroupConcurrency: share }),
    pollingIntervalSeconds: 2,
    notifyPollingIntervalSeconds: 5, // because a retry that falls due sends no notification
    includeMetadata: true,
  } as const;
  await boss.work<object, unknown, typeof options>(spec.name, options, async ([queued]) => {
    if (!queued) return;
    const { data, singletonKey, groupId, priority } = queued;
    try {
      const signal = AbortSignal.any([stopped, queued.signal]);
      const left =
        apart && spec.apart
          ? await apart.run(spec, data, queued.id, signal)
          : await runJob(spec, data, queued.id, signal, (own) => jobWaits(spec, own));
      if (left !== "again") return;
      // Queued before this job is completed, so that a worker that dies in between leaves the work twice rather
      // than not at all.
      await boss.send(spec.name, data, {
        priority,
        ...(singletonKey && { singletonKey }),
        ...(groupId && { group: { id: groupId } }),
      });
    } catch (error) {
      if (!stopped.aborted) logError(error, { job: spec.name, jobId: queued.id });
      throw error;
    } finally {
      // The busy places take their next job at once, because otherwise they would sleep until the next new job or poll.
      for (const place of boss.getWipData())
        if (place.name === spec.name && place.count > 0) boss.notifyWorker(place.id);
    }
  });
}

/** Runs one job at once in this process, as the worker would. Scripts and tests call it to await the end. */
export async function runJob(
  spec: Job,
  data: unknown,
  id: string = uuidv7(),
  signal = new AbortController().signal,
  othersWait: (workspaceId: string | null) => Promise<boolean> = async () => false,
) {
  const input = parseInput(spec.input, data ?? {});
  const { workspaceId = null } = input as { workspaceId?: string | null };
  const actor: JobActor = {
    kind: "job",
    job: spec.name,
    workspaceId,
    origin: { ip: null, userAgent: null, requestId: id },
  };
  return spec.run({ actor, signal, othersWait: () => othersWait(workspaceId) }, input);
}

// Connects past a pooler, because LISTEN receives nothing through one.
function queueUrl(): string {
  const { DATABASE_DIRECT_URL, MAILNEO_DATABASE_READ_URL } = env();
  return MAILNEO_DATABASE_READ_URL
    ? DATABASE_DIRECT_URL
    : roleUrls(DATABASE_DIRECT_URL, env().AUTH_SECRETS[0]).app;
}
