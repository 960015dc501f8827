import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss, type SendOptions } from "pg-boss";
import type { z } from "zod";
import type { Connections } from "#db/client.ts";
import type { Job as JobActor } from "#lib/core/actor.ts";
import { connections } from "#lib/core/database/connections.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";

type JobContext = {
  actor: JobActor;
  signal: AbortSignal;
  /** Whether another job of the same name could begin now if this one made room. */
  othersWait: () => Promise<boolean>;
};

type Spec<S extends z.ZodType> = {
  name: string;
  /** What the job is told. With a workspaceId in it, the job speaks inside that workspace only. */
  input: S;
  /** "again": it stopped to let others have their turn, and goes on from the back of the queue. */
  run: (context: JobContext, input: z.output<S>) => Promise<void> | Promise<"done" | "again">;
  /** "short": one waiting job per singletonKey, so that asking twice is asking once. */
  policy?: "standard" | "short";
  /** Tries after the first, with exponential backoff from `retryDelay` seconds. */
  retryLimit?: number;
  retryDelay?: number;
  /** How many of this job one worker runs side by side. */
  concurrency?: number;
  /** How many of those may be one workspace's. */
  concurrencyPerWorkspace?: number;
  /** It works through a whole file or log, so a worker runs it in a process of its own (`jobProcess`). */
  apart?: true;
  /** Seconds after its end until nothing of it is kept; a week where nothing is said. */
  forgottenAfter?: number;
  /** A cron expression (UTC) for the timetable. */
  schedule?: string;
  /** Also when a worker starts: what a fresh installation should not wait for. */
  atStart?: true;
};

export type Job<S extends z.ZodType = z.ZodType> = Spec<S>;

/** What `enqueue` needs of a job: all but its run, so that a command may queue work whose code it does not import. */
export type Queue<S extends z.ZodType = z.ZodType> = Omit<Spec<S>, "run">;

export const queue = <S extends z.ZodType>(spec: Queue<S>): Queue<S> => spec;

/** A background job: slow work with a name. What it changes, it changes by calling commands as actor `job`. */
export const job = <S extends z.ZodType>(spec: Spec<S>): Job<S> => spec;

export type Enqueue = <S extends z.ZodType>(
  queue: Queue<S>,
  data: z.input<S>,
  options?: Pick<SendOptions, "startAfter" | "singletonKey" | "priority">,
) => Promise<void>;

/** How pg-boss keeps a job's queue. The worker's death is noticed by its missing heartbeat, not by a long timeout. */
export const queueOf = (spec: Pick<Job, "name" | "policy" | "retryLimit" | "retryDelay">) => ({
  name: spec.name,
  options: {
    policy: spec.policy ?? "standard",
    retryLimit: spec.retryLimit ?? 5,
    retryDelay: spec.retryDelay ?? 5,
    retryBackoff: true,
    retryDelayMax: 900,
    expireInSeconds: 6 * 3600,
    heartbeatSeconds: 30,
    deleteAfterSeconds: 7 * 86400,
    notify: true,
  },
});

// Never started: it only writes jobs, through the transaction it is given. It goes with the pools it looks queues up in.
let sender: { boss: PgBoss; pools: Connections } | undefined;

function boss(): PgBoss {
  const pools = connections();
  if (sender?.pools !== pools) {
    const db = fromDrizzle(pools.queues as never, sql as never);
    const options = { db, schema: "pgboss", migrate: false, useListenNotify: true };
    sender = { boss: new PgBoss(options as never), pools };
  }
  return sender.boss;
}

/** `enqueue` bound to a transaction: the job exists if and only if the transaction commits. */
export const enqueueIn =
  (tx: Transaction): Enqueue =>
  async (spec, data, options = {}) => {
    const { workspaceId } = data as { workspaceId?: string };
    const group = spec.concurrencyPerWorkspace && workspaceId ? { group: { id: workspaceId } } : {};
    const kept = spec.forgottenAfter ? { deleteAfterSeconds: spec.forgottenAfter } : {};
    const db = fromDrizzle(tx as never, sql as never);
    await boss().send(spec.name, data as object, { ...options, ...group, ...kept, db });
  };

/** Whether a job of this queue is due and nobody has taken it yet. */
export async function jobWaits(name: string): Promise<boolean> {
  const [row] = await connections().writer.execute<{
    waits: boolean;
  }>(sql`select exists (select from pgboss.job
    where name = ${name} and state in ('created', 'retry') and start_after <= now()) as waits`);
  return row?.waits ?? false;
}
