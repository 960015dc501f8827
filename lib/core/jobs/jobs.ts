import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss, type SendOptions } from "pg-boss";
import { z } from "zod";
import type { Connections } from "#db/client.ts";
import type { Job as JobActor } from "#lib/core/actor.ts";
import { connections } from "#lib/core/database/connections.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";
import { redeemTurn, type Turn } from "./turn.ts";

type JobContext = {
  actor: JobActor;
  signal: AbortSignal;
  /** Returns whether another job of the same queue could begin now if this one stopped. */
  othersWait: () => Promise<boolean>;
};

type Spec<S extends z.ZodType> = {
  name: string;
  /** The schema of the job's data. With a workspaceId in it, the job acts inside that workspace only. */
  input: S;
  /** Returns "again" when it stopped to let other jobs run. It then continues from the back of the queue. */
  run: (context: JobContext, input: z.output<S>) => Promise<void> | Promise<"done" | "again">;
  /** "short" keeps one waiting job per singletonKey, so that queueing it twice runs it once. */
  policy?: "standard" | "short";
  /** Tries after the first one (default 5), with exponential back-off from `retryDelay` seconds (default 5). */
  retryLimit?: number;
  retryDelay?: number;
  /** How many jobs of this name one worker runs at once (default 1). */
  concurrency?: number;
  /** How many of those may belong to one workspace (default half of them, for data with a workspaceId). */
  concurrencyPerWorkspace?: number;
  /** The reason why a run ends soon by itself. Every other run of a workspace's job asks `othersWait`. */
  ends?: string;
  /** Marks a job that reads a whole file or log, so that a worker runs it in a process of its own (`jobProcess`). */
  apart?: true;
  /** Seconds from the job's end until the queue deletes it (default one week). */
  forgottenAfter?: number;
  /** Marks mail to addresses that may be no user's, so that nothing is queued without the turn of its mailbox. */
  turns?: true;
  /** Marks other work that mails people, which a test key causes none of. */
  mails?: true;
  /** A cron expression in UTC. */
  schedule?: string;
  /** Runs the job every so many seconds in each worker, past the queue, where a schedule's minute is too long to wait. */
  watchSeconds?: number;
  /** Also queues the job when a worker starts, so that a fresh installation does not wait for its schedule. */
  atStart?: true;
};

export type Job<S extends z.ZodType = z.ZodType> = Spec<S>;

/** A job without its `run`, for `enqueue`, so that a command can queue work whose code it does not import. */
export type Queue<S extends z.ZodType = z.ZodType> = Omit<Spec<S>, "run">;

/** Declares the queue of a job whose `run` is elsewhere. */
export const queue = <S extends z.ZodType>(spec: Queue<S>): Queue<S> => spec;

/** Declares a background job, which is slow work with a name. It changes data by calling commands as actor `job`. */
export const job = <S extends z.ZodType>(spec: Spec<S>): Job<S> => spec;

export type Enqueue = <S extends z.ZodType>(
  queue: Queue<S>,
  data: z.input<S>,
  options?: Pick<SendOptions, "startAfter" | "singletonKey" | "priority"> & {
    /** Workspace whose share the job takes, where its data name none and a visitor caused it. */
    share?: string;
    /** Whose share the job takes instead of its workspace's, where many workspaces may be one sender's. */
    group?: string;
    /** The turn of the mailbox, for a queue that asks for it. */
    turn?: Turn;
  },
) => Promise<void>;

/** Returns how many places of a queue one workspace may take; undefined where no workspace fills it. */
export function shareOf({ input, concurrency = 1, concurrencyPerWorkspace }: Queue): number | undefined {
  const named = input instanceof z.ZodObject && "workspaceId" in input.shape;
  return concurrencyPerWorkspace ?? (named ? Math.max(1, Math.floor(concurrency / 2)) : undefined);
}

/** Returns pg-boss's options for a job's queue. A missing heartbeat reveals a dead worker sooner than a timeout would. */
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

// This pg-boss is never started, because it only writes jobs through a given transaction. It is replaced together
// with its pools.
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

/** Returns whose share of a queue a job takes, and how long it is kept. */
function ownOptions(spec: Queue, data: unknown, cause: string | null, group?: string) {
  const { workspaceId = cause } = data as { workspaceId?: string };
  const id = group ?? workspaceId;
  return {
    ...(shareOf(spec) && id && { group: { id } }),
    ...(spec.forgottenAfter && { deleteAfterSeconds: spec.forgottenAfter }),
  };
}

const silenced = new WeakSet<Transaction>();

/** Refuses each job that mails somebody in this transaction, whoever queues it: a test key acts in it. */
export const silence = (tx: Transaction) => silenced.add(tx);

/** Returns whether a job of this queue mails somebody. */
export const isMail = ({ turns, mails }: Queue) => turns === true || mails === true;

/** @throws AppError conflict, so that what would be told to nobody is not done at all. */
function refuseSilenced(tx: Transaction, spec: Queue) {
  if (silenced.has(tx) && isMail(spec))
    throw conflict("This would mail somebody, and a test key mails nobody. Use a live key.");
}

/**
 * Returns the data and the begin of a mail by its turn: past the limits of its mailbox it is held, instead of being lost.
 * @throws Error for a queue that asks for a turn, and none.
 */
function byTurn(spec: Queue, data: object, turn: Turn | undefined) {
  if (!spec.turns) return { data };
  const { wait, held } = redeemTurn(turn, spec.name);
  return { data: held ? { ...data, held: true } : data, ...(wait > 0 && { startAfter: wait }) };
}

/**
 * Returns `enqueue` bound to a transaction, so that the job exists if and only if the transaction commits. A job whose data
 * names no workspace counts against the share of `cause`, the workspace or user that acts.
 */
export const enqueueIn =
  (tx: Transaction, cause: string | null = null): Enqueue =>
  async (spec, data, { share = cause, group, turn, ...options } = {}) => {
    refuseSilenced(tx, spec);
    const db = fromDrizzle(tx as never, sql as never);
    const { data: given, ...held } = byTurn(spec, data as object, turn);
    await boss().send(spec.name, given, { ...options, ...held, ...ownOptions(spec, data, share, group), db });
  };

export type EnqueueAll = <S extends z.ZodType>(
  queue: Queue<S>,
  jobs: { data: z.input<S>; turn?: Turn }[],
) => Promise<void>;

/** Returns `enqueueIn` for many jobs in one statement. */
export const enqueueAllIn =
  (tx: Transaction, cause: string | null = null): EnqueueAll =>
  async (spec, jobs) => {
    if (jobs.length === 0) return;
    refuseSilenced(tx, spec);
    const db = fromDrizzle(tx as never, sql as never);
    const rows = jobs.map(({ data, turn }) => ({
      ...byTurn(spec, data as object, turn),
      ...ownOptions(spec, data, cause),
    }));
    await boss().insert(spec.name, rows as never, { db });
  };

/**
 * Returns whether a job of this queue is due and could begin if a job of `workspaceId` stopped. One whose workspace has all
 * of its share at work could not.
 */
export async function jobWaits(spec: Queue, workspaceId: string | null): Promise<boolean> {
  const { name } = spec;
  const share = shareOf(spec) ?? null;
  const [row] = await connections().writer.execute<{ waits: boolean }>(sql`
    select exists (
      select from pgboss.job waiting
      where name = ${name} and state in ('created', 'retry') and start_after <= now()
        and (group_id is null or ${share}::int is null or group_id = ${workspaceId}::text or ${share}::int > (
          select count(*) from pgboss.job running
          where running.name = ${name} and running.state = 'active' and running.group_id = waiting.group_id))
    ) as waits`);
  return row?.waits ?? false;
}
