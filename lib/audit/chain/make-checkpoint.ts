import type { TransactionSql } from "postgres";
import { flushed } from "#lib/core/database/group-commit.ts";
import { keeper } from "#lib/core/database/keeper.ts";
import type { Signer } from "#lib/crypto/ed25519.ts";
import { exportStore, type Store } from "#lib/files/store.ts";
import { BadCheckpoint, checkLink, openCheckpoint } from "./checkpoint.ts";
import { listCheckpoints, numberOf, putCheckpoint, readCheckpoint } from "./checkpoint-files.ts";
import { type Head, Heads } from "./head.ts";
import { headsAt } from "./latest-checkpoint.ts";
import { nextCheckpoint } from "./next-checkpoint.ts";
import { believedKeys, signer } from "./signer.ts";

export type Keep = <R>(run: (tx: TransactionSql) => Promise<R>) => Promise<R>;

export type Making = {
  keep?: Keep;
  store?: Store;
  by?: Signer;
  believed?: readonly string[];
  /** Makes a checkpoint even when this hour has one already. */
  again?: boolean;
  /** Time to use instead of the database's clock. */
  at?: Date;
};

/**
 * Newest checkpoint. `stored` is when its row was written, by the database's clock; null when
 * written just now.
 */
type Last = { number: number; at: string; body: string; key: string; stored: string | null };

/**
 * Makes this hour's checkpoint: first the file, outside the database, then the row. A second caller
 * in the hour finds it made. Files that a crash left without a row are taken over first, so that
 * number and link continue from the newest of both.
 * @throws Error when the store holds checkpoints that are not ours, or do not follow what the
 * database knows.
 */
export async function makeCheckpoint(
  making: Making = {},
): Promise<{ number: number; at: string; made: boolean }> {
  const {
    keep = keeper,
    store = exportStore(),
    by = signer(),
    believed = believedKeys(),
    again = false,
  } = making;
  return keep(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended('audit_checkpoint', 0))`;
    const last = await takeOver(tx, store, believed, await newestRow(tx));
    const time = making.at ?? (await clock(tx)); // before the heads, so that everything committed by then is covered
    if (last && !again && isOfThisHour(last, time.toISOString()))
      return { number: last.number, at: last.at, made: false };

    const heads = new Heads(await readHeads(tx));
    await flushed(); // so that a crash cannot undo what a checkpoint vouches for
    const before = last && { ...last, heads: await headsAt(store, last.key) };
    const { key, checkpoint, file } = nextCheckpoint(before, heads, time, by);
    await putCheckpoint(store, key, file);
    await add(tx, file, key);
    return { number: checkpoint.number, at: checkpoint.at, made: true };
  });
}

/** Returns the current head of every chain. */
export async function readHeads(tx: TransactionSql): Promise<Head[]> {
  const rows = await tx<{ id: string; seq: string; hash: string; anchor: string; anchor_hash: string }[]>`
    select chain_id as id, seq, encode(hash, 'hex') as hash, anchor_seq as anchor, encode(anchor_hash, 'hex') as anchor_hash
    from audit_heads()`;
  return rows.map(({ id, seq, hash, anchor, anchor_hash }) => ({
    chainId: id,
    seq: Number(seq),
    hash,
    anchorSeq: Number(anchor),
    anchorHash: anchor_hash,
  }));
}

async function newestRow(tx: TransactionSql): Promise<Last | null> {
  const [row] = await tx<{ number: string; body: string; key: string; stored: Date }[]>`
    select number, body, store_key as key, stored_at as stored from audit_checkpoints order by number desc limit 1`;
  if (!row) return null;
  const { body, key, stored } = row;
  return { number: Number(row.number), body, key, at: JSON.parse(body).at, stored: stored.toISOString() };
}

/** Adds rows for checkpoint files that a crash left without one. Returns the newest checkpoint. */
async function takeOver(
  tx: TransactionSql,
  store: Store,
  believed: readonly string[],
  row: Last | null,
): Promise<Last | null> {
  let last = row;
  for (const key of await listCheckpoints(store, row?.key)) {
    try {
      const file = await readCheckpoint(store, key);
      const checkpoint = openCheckpoint(file, believed);
      checkLink(checkpoint, last);
      await add(tx, file, key);
      last = { number: checkpoint.number, body: file.body, key, at: checkpoint.at, stored: null };
    } catch (error) {
      if (!(error instanceof BadCheckpoint)) throw error;
      throw new Error(
        `Checkpoint ${numberOf(key)} in ${store.place} ${error.message}. No checkpoint is made until that is cleared up: npm run audit:verify says more.`,
      );
    }
  }
  return last;
}

async function add(
  tx: TransactionSql,
  file: { body: string; signature: string; publicKey: string },
  key: string,
) {
  await tx`select audit_add_checkpoint(${file.body}, ${file.signature}, ${file.publicKey}, ${key})`;
}

async function clock(tx: TransactionSql): Promise<Date> {
  const [row] = await tx<{ now: Date }[]>`select clock_timestamp() as now`;
  return row?.now ?? new Date();
}

/**
 * Returns whether a checkpoint belongs to this hour. One dated ahead by a wrong clock counts for
 * the hour it was stored in, because otherwise none would be made until that date.
 */
function isOfThisHour({ at, stored }: Last, time: string): boolean {
  const hour = hourOf(time);
  return hourOf(at) === hour || (hourOf(at) > hour && (stored === null || hourOf(stored) === hour));
}

const hourOf = (at: string) => at.slice(0, 13);
