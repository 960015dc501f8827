import { sql } from "drizzle-orm";
import type { Transaction } from "#lib/core/database/transaction.ts";

/** Newest rotation, running or finished. `remaining` of `total` data keys are not done yet. */
export type Rotation = {
  id: string;
  mode: "rewrap" | "reseal";
  ringKeyId: string;
  askedBy: string | null;
  total: number;
  remaining: number;
  failed: number;
  /** Reason it stopped, in words. */
  problem: string | null;
  /** True while a process works on it. */
  underWay: boolean;
  startedAt: Date;
  finishedAt: Date | null;
};

export async function latestRotation(db: Transaction): Promise<Rotation | null> {
  const [row] = await db.execute<
    Record<string, never>
  >(sql`select id, mode, ring_key_id as "ringKeyId", asked_by as "askedBy", total,
    remaining, failed, problem, under_way as "underWay", started_at as "startedAt", finished_at as "finishedAt" from key_rotation_latest()`);
  if (!row) return null;
  const { startedAt, finishedAt, ...rest } = row as unknown as Rotation;
  // drizzle's own statements return times as text.
  return { ...rest, startedAt: new Date(startedAt), finishedAt: finishedAt && new Date(finishedAt) };
}
