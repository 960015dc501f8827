import { setTimeout as wait } from "node:timers/promises";
import { keeper } from "#lib/core/database/keeper.ts";
import { exportStore, type Store } from "#lib/files/store.ts";
import type { Keep } from "./make-checkpoint.ts";
import { believedKeys } from "./signer.ts";
import { verifyLog } from "./verify-log.ts";

export type Retaining = {
  keep?: Keep;
  store?: Store;
  believed?: readonly string[];
  /** Written into the entries that record what was dropped. */
  requestId: string;
  signal?: AbortSignal;
};

const monthsAhead = 4;
const attempts = 30;
const pauseMs = 2_000;

/**
 * Creates partitions for the coming months and drops the months wholly older than a year. Drops a
 * month only after the log was verified and signed checkpoints cover its entries. Returns the
 * dropped months, as `2025-09`.
 * @throws Error when the log is not in order; then nothing is dropped.
 */
export async function retainAuditLog(retaining: Retaining): Promise<string[]> {
  const { keep = keeper, requestId, signal } = retaining;
  await keep((tx) => tx`select audit_make_partitions(now(), ${monthsAhead})`);
  const old = await keep(
    (tx) => tx<{ month: string }[]>`select month::text from audit_months() where old order by month`,
  );
  if (old.length === 0) return [];

  const signed = await signedUpTo(retaining);
  const dropped: string[] = [];
  for (const { month } of old) {
    const ends = await keep(
      (tx) =>
        tx<{ id: string; seq: string }[]>`select chain_id as id, seq from audit_month_ends(${month}::date)`,
    );
    if (!ends.every(({ id, seq }) => (signed.get(id) ?? 0) >= Number(seq))) break;
    if (!(await drop(keep, month, requestId, signal))) break;
    dropped.push(month.slice(0, 7));
  }
  if (dropped.length > 0) await keep((tx) => tx`select audit_forget_unused()`);
  return dropped;
}

/** Returns the last entry of each chain that signed checkpoints vouch for. */
async function signedUpTo({
  keep = keeper,
  store = exportStore(),
  believed = believedKeys(),
  signal,
}: Retaining) {
  const signed = new Map<string, number>();
  const { intact, problems, broken } = await keep((tx) =>
    verifyLog({
      tx,
      store,
      believed,
      signal,
      onChain: ({ verifier, signedSeq }) => signed.set(verifier.chainId, signedSeq),
    }),
  );
  if (!intact)
    throw new Error(
      `The audit log is not in order, and nothing is taken out of it: ${[...problems, ...broken.map(({ why }) => why)].slice(0, 3).join(" ")}`,
    );
  return signed;
}

/**
 * Drops a month, with retries while a reader uses the log. Returns false when no checkpoint of a
 * year ago covers the month yet.
 */
async function drop(keep: Keep, month: string, requestId: string, signal?: AbortSignal): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await keep((tx) => tx`select audit_drop_month(${month}::date, ${requestId})`);
      return true;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === "23514") return false;
      const busy = code === "55P03" || code === "40P01";
      if (!busy || attempt === attempts) throw error;
      await wait(pauseMs, undefined, { signal });
    }
  }
}
