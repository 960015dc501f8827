import { PgBoss } from "pg-boss";
import { uuidv7 } from "uuidv7";
import { roles } from "#db/client.ts";
import { env } from "#lib/env.ts";
import type { Job as JobActor } from "./actor.ts";
import { closeConnections } from "./database.ts";
import { parseInput } from "./input.ts";
import type { Job } from "./jobs.ts";
import { logError } from "./log.ts";

/** Works the given jobs until stopped; any number of workers on any number of machines share the queue. */
export async function startWorker(jobs: readonly Job[]): Promise<{ stop: () => Promise<void> }> {
  const stopping = new AbortController();
  const boss = new PgBoss({
    connectionString: appUrl(),
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
    const options = { localConcurrency: spec.concurrency ?? 1, pollingIntervalSeconds: 2 };
    await boss.work<object>(spec.name, options, async ([queued]) => {
      if (!queued) return;
      try {
        await runJob(spec, queued.data, queued.id, AbortSignal.any([stopping.signal, queued.signal]));
      } catch (error) {
        if (!stopping.signal.aborted) logError(error, { job: spec.name, jobId: queued.id });
        throw error;
      }
    });
  }

  return {
    async stop() {
      stopping.abort(new Error("The worker is stopping."));
      await boss.stop({ graceful: true, timeout: 10_000 });
      await closeConnections();
    },
  };
}

/** Runs one job here and now, as the worker would. Scripts and tests call it to wait for the end. */
export async function runJob(
  spec: Job,
  data: unknown,
  id: string = uuidv7(),
  signal = new AbortController().signal,
) {
  const input = parseInput(spec.input, data ?? {});
  const { workspaceId = null } = input as { workspaceId?: string | null };
  const actor: JobActor = {
    kind: "job",
    job: spec.name,
    workspaceId,
    origin: { ip: null, userAgent: null, requestId: id },
  };
  await spec.run({ actor, signal }, input);
}

function appUrl(): string {
  const url = new URL(env().DATABASE_URL);
  const { app } = roles(env().DATABASE_URL, env().AUTH_SECRETS[0]);
  url.username = encodeURIComponent(app.name);
  url.password = encodeURIComponent(app.password);
  return url.href;
}
