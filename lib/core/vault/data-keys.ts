import { and, eq, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { dataKeys } from "#db/schema/workspaces.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { type DataKey, generateDataKey, keyIdOf, SEAL_LIMIT, VaultError } from "#lib/crypto/envelope.ts";
import { env } from "#lib/env.ts";
import { freshKeyRing } from "./key-ring-file.ts";
import { unwrapped } from "./unwrapped.ts";

type Purpose = (typeof dataKeys.$inferSelect)["purpose"];

// Unwrapped keys are kept for a minute only, because a destroyed key must soon stop opening things in this process too.
type CachedKey = { dataKey: DataKey; until: number };
const cache = new Map<string, CachedKey>();
const cacheMilliseconds = 60_000;

/** Returns the bytes of the current key of a purpose, which is made at the first use. @throws VaultError */
export async function rawKey(tx: Transaction, workspaceId: string | null, purpose: Purpose): Promise<Buffer> {
  const { dataKey } = await currentKey(tx, workspaceId, purpose);
  return dataKey.key.export();
}

/**
 * Returns the current sealing key and counts one seal on it; null when that key has been retired meanwhile. Retiring a key
 * and counting a seal wait for each other, because both update the key's row.
 *
 * @throws VaultError past SEAL_LIMIT seals.
 */
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

/** Returns a key by its id, even a retired one, because that still opens what it sealed. @throws VaultError */
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

/**
 * Reads and unwraps a key. It tries twice, because a rotation may re-wrap the row and remove the old ring key in
 * between.
 */
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
  if (!fresh) cache.set(cacheKey, entry); // a fresh key exists only once its transaction commits
  return entry;
}

const cacheKeyOf = (workspaceId: string | null, purpose: Purpose) =>
  `${env().DATABASE_URL} ${workspaceId} ${purpose}`;

// True for a key made in this transaction. Such a key must not be cached at a second reading either, because it
// may still roll back.
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
  const winner = await readKey(tx, workspaceId, purpose); // another transaction was first, and this one waited for it
  if (!winner) throw new VaultError();
  return winner;
}
