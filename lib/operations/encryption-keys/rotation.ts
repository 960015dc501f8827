import { sql } from "drizzle-orm";
import type { Actor } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { isInstallationOwner } from "#lib/operations/installation-owner.ts";

/** The newest rotation, under way or over. `remaining` of `total` data keys are not done yet. */
export type Rotation = {
  id: string;
  mode: "rewrap" | "reseal";
  ringKeyId: string;
  askedBy: string | null;
  total: number;
  remaining: number;
  failed: number;
  /** Why it stopped, in words. */
  problem: string | null;
  /** Some process works on it now. */
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
  // drizzle's own statements leave times as text.
  return { ...rest, startedAt: new Date(startedAt), finishedAt: finishedAt && new Date(finishedAt) };
}

/** Keys are the installation's: for everybody else this page and all it does are not there. Jobs are the operator's own. */
export async function demandInstallationOwner(db: Transaction, actor: Actor): Promise<void> {
  if (actor.kind === "job") return;
  if (!("userId" in actor) || !(await isInstallationOwner(db, actor.userId))) throw notFound("page");
}

/** The entry is the installation's own, whoever asked. */
export const ofInstallation = { workspaceId: null, userId: null };
