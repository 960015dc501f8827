import { and, eq, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { dataKeys } from "#db/schema/workspaces.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { type DataKey, generateDataKey, keyIdOf, SEAL_LIMIT, VaultError } from "#lib/crypto/envelope.ts";
import { env } from "#lib/env.ts";
import { freshKeyRing } from "./key-ring-file.ts";
import { unwrapped } from "./unwrapped.ts";

type Purpose = (typeof dataKeys.$inferSelect)["purpose"];

// Unwrapped keys, for a minute: a destroyed key must stop opening things soon, also here.
type CachedKey = { dataKey: DataKey; until: number };
const cache = new Map<string, CachedKey>();
const cacheMilliseconds = 60_000;

/** The bytes of the key of this purpose, made at the first use. */
export async function rawKey(tx: Transaction, workspaceId: string | null, purpose: Purpose): Promise<Buffer> {
  const { dataKey } = await currentKey(tx, workspaceId, purpose);
  return dataKey.key.export();
}

/** The key that seals now, one seal further. Null when it is not the one any more: a retired key waits here for those it still counts. */
export async function countedKey(tx: Transaction, workspaceId: string | null): Promise<DataKey | null> {
  const { dataKey } = await currentKey(tx, workspaceId, "fields");
  const [counted] = await tx
    .update(dataKeys)
    .set({ seals: sql`${dataKeys.seals} + 1` })
    .where(and(eq(dataKeys.id, dataKey.id), isNull(dataKeys.retiredAt)))
    .returning({ seals: dataKeys.seals });
  if (!counted) cache.delete(cacheKeyOf(workspaceId, "fields"));
  if (counted && counted.seals > SEAL_LIMIT) throw new VaultError();
  return counted ? dataKey : null;
}

/** A key by its id, also a retired one: it still opens what it sealed. @throws VaultError */
export async function keyById(tx: Transaction, workspaceId: string | null, keyId: string): Promise<DataKey> {
  return keyOf(workspaceId, async () => {
    const [row] = await tx
      .select({ id: dataKeys.id, wrapped: dataKeys.wrapped, purpose: dataKeys.purpose })
      .from(dataKeys)
      .where(and(eq(dataKeys.id, keyId), inWorkspace(workspaceId)));
    return row;
  });
}

type Wrapped = { id: string; wrapped: Buffer; purpose: Purpose };

/** Looks twice: between reading a row and opening it, a rotation may have wrapped it anew and taken the old key out. */
async function keyOf(workspaceId: string | null, read: () => Promise<Wrapped | undefined>): Promise<DataKey> {
  const row = await read();
  if (!row) throw new VaultError();
  const open = (each: Wrapped) => unwrapped(each.wrapped, keyPlace(each.id, workspaceId, each.purpose));
  try {
    return await open(row);
  } catch (error) {
    const now = await read();
    if (!now || now.wrapped.equals(row.wrapped)) throw error;
    return open(now);
  }
}

const keyPlace = (id: string, workspaceId: string | null, purpose: Purpose) => ({
  table: "data_keys",
  column: purpose,
  rowId: id,
  workspaceId,
});

async function currentKey(tx: Transaction, workspaceId: string | null, purpose: Purpose) {
  const cacheKey = cacheKeyOf(workspaceId, purpose);
  const cached = cache.get(cacheKey);
  if (cached && cached.until > Date.now()) return cached;

  let fresh = false;
  const dataKey = await keyOf(workspaceId, async () => {
    const found = (await readKey(tx, workspaceId, purpose)) ?? (await makeKey(tx, workspaceId, purpose));
    fresh = found.fresh;
    return { ...found, purpose };
  });
  const entry = { dataKey, until: Date.now() + cacheMilliseconds };
  if (!fresh) cache.set(cacheKey, entry); // a fresh key is real only once its transaction commits
  return entry;
}

const cacheKeyOf = (workspaceId: string | null, purpose: Purpose) =>
  `${env().DATABASE_URL} ${workspaceId} ${purpose}`;

// Also the second look of the transaction that made the key must not remember it: it may still roll back.
const writtenHere = sql<boolean>`coalesce(data_keys.xmin = pg_current_xact_id_if_assigned()::xid, false)`;

async function readKey(tx: Transaction, workspaceId: string | null, purpose: Purpose) {
  const [row] = await tx
    .select({ id: dataKeys.id, wrapped: dataKeys.wrapped, fresh: writtenHere })
    .from(dataKeys)
    .where(and(inWorkspace(workspaceId), eq(dataKeys.purpose, purpose), isNull(dataKeys.retiredAt)));
  return row;
}

const inWorkspace = (workspaceId: string | null) =>
  workspaceId === null ? isNull(dataKeys.workspaceId) : eq(dataKeys.workspaceId, workspaceId);

async function makeKey(tx: Transaction, workspaceId: string | null, purpose: Purpose) {
  const id = uuidv7();
  const { wrapped } = await generateDataKey(freshKeyRing(), keyPlace(id, workspaceId, purpose));
  const ringKeyId = keyIdOf(wrapped);
  const made = await tx
    .insert(dataKeys)
    .values({ id, workspaceId, purpose, wrapped, ringKeyId })
    .onConflictDoNothing()
    .returning({ id: dataKeys.id });
  if (made.length) return { id, wrapped, fresh: true };
  const winner = await readKey(tx, workspaceId, purpose); // another transaction was first; ours waited for it
  if (!winner) throw new VaultError();
  return winner;
}
