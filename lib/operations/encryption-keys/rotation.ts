import { sql } from "drizzle-orm";
import type { Actor } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { isInstallationOwner } from "#lib/operations/installation-owner.ts";

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

/**
 * Refuses all users but the installation's owner, as if keys did not exist, because keys belong to
 * the installation. Jobs pass, because they act for the operator.
 */
export async function demandInstallationOwner(db: Transaction, actor: Actor): Promise<void> {
  if (actor.kind === "job") return;
  if (!("userId" in actor) || !(await isInstallationOwner(db, actor.userId))) throw notFound("page");
}

/** Makes an audit entry the installation's own, whichever user asked. */
export const ofInstallation = { workspaceId: null, userId: null };
