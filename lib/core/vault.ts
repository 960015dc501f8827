import { and, eq, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { dataKeys } from "#db/schema/workspaces.ts";
import { bulkHmac } from "#lib/crypto/bulk-hmac.ts";
import {
  type DataKey,
  generateDataKey,
  keyIdOf,
  open,
  SEAL_LIMIT,
  type SealContext,
  seal,
  VaultError,
} from "#lib/crypto/envelope.ts";
import { hmac } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";
import type { Transaction } from "./database.ts";
import type { Opening, OpenPurpose } from "./ledger.ts";
import { freshKeyRing } from "./ring.ts";
import { type Place, sealedFields } from "./sealed-fields.ts";
import { unwrapped } from "./unwrapped.ts";

type Purpose = (typeof dataKeys.$inferSelect)["purpose"];

export type Vault = {
  /** Seals a field of a workspace's row. Store `blob` and `keyId` side by side. */
  seal: (place: Place, plaintext: string) => Promise<{ blob: Buffer; keyId: string }>;
  /**
   * Opens it again, in the process that is about to use it. Each opening goes to the audit log with its purpose.
   * @throws VaultError with one message for every cause.
   */
  open: (place: Place, blob: Buffer, keyId: string, purpose: OpenPurpose) => Promise<string>;
  /** What was opened so far, for the audit log at the end of the transaction. */
  readonly opened: readonly Opening[];
  /** The workspace's keyed hash of a normalised address: 16 bytes, what suppressions are compared by. */
  emailHash: (workspaceId: string, email: string) => Promise<Buffer>;
  /** The key that signs the links we mail; the installation's own, so that links outlive any workspace's changes. */
  linkKey: () => Promise<Buffer>;
  /** The key recovery codes are hashed under: a stolen table of hashes is worth nothing without the key ring. */
  recoveryKey: () => Promise<Buffer>;
  /** The raw key behind emailHash, for hashing a million addresses in a row. */
  suppressionKey: (workspaceId: string) => Promise<Buffer>;
  /** The key personal data inside audit entries is sealed under, person by person; null: the installation's own. */
  auditKey: (workspaceId: string | null) => Promise<Buffer>;
};

/** Bytes of a keyed address hash: 128 bits leave no room for chance at any list's size. */
export const EMAIL_HASH_BYTES = 16;

/** hashEmail for a million addresses: hex, so that COPY takes it as it is. */
export function emailHasher(key: Buffer): (email: string) => string {
  const digest = bulkHmac(key, "suppression");
  return (email) => digest(email).slice(0, 2 * EMAIL_HASH_BYTES);
}

export const hashEmail = (key: Buffer, email: string): Buffer =>
  hmac(key, "suppression", email).subarray(0, EMAIL_HASH_BYTES);

// Unwrapped keys, for a minute: a destroyed key must stop opening things soon, also here.
type CachedKey = { dataKey: DataKey; until: number };
const cache = new Map<string, CachedKey>();
const cacheMilliseconds = 60_000;

/**
 * The vault on a transaction: data keys are made at the first use, in the caller's transaction, wrapped by the key ring. `opened` outlives
 * the transaction: what was opened is recorded also when all else is taken back.
 */
export function vaultIn(tx: Transaction, opened: Opening[] = []): Vault {
  return {
    opened,
    async seal(place, plaintext) {
      // A key that was retired while this process still knew it as the current one counts nothing: then the next one is asked for.
      const dataKey = (await countedKey(tx, place.workspaceId)) ?? (await countedKey(tx, place.workspaceId));
      if (!dataKey) throw new VaultError();
      return { blob: seal(dataKey, plaintext, contextOf(place)), keyId: dataKey.id };
    },
    async open(place, blob, keyId, purpose) {
      const opening: Opening = { place, purpose, result: "failed" };
      opened.push(opening);
      const plaintext = open(await keyById(tx, place.workspaceId, keyId), blob, contextOf(place));
      opening.result = "done";
      return plaintext.toString("utf8");
    },
    async emailHash(workspaceId, email) {
      return hashEmail(rawKey(await currentKey(tx, workspaceId, "suppression")), email);
    },
    linkKey: async () => rawKey(await currentKey(tx, null, "links")),
    recoveryKey: async () => rawKey(await currentKey(tx, null, "lookup")),
    suppressionKey: async (workspaceId) => rawKey(await currentKey(tx, workspaceId, "suppression")),
    auditKey: async (workspaceId) => rawKey(await currentKey(tx, workspaceId, "audit")),
  };
}

const contextOf = ({ kind, rowId, workspaceId }: Place): SealContext => {
  const { table, column } = sealedFields[kind];
  return { table, column, rowId, workspaceId };
};

/** The key that seals now, one seal further. Null when it is not the one any more: a retired key waits here for those it still counts. */
async function countedKey(tx: Transaction, workspaceId: string | null): Promise<DataKey | null> {
  const { dataKey } = await currentKey(tx, workspaceId, "fields");
  const [counted] = await tx
    .update(dataKeys)
    .set({ seals: sql`${dataKeys.seals} + 1` })
    .where(and(eq(dataKeys.id, dataKey.id), isNull(dataKeys.retiredAt)))
    .returning({ seals: dataKeys.seals });
  if (!counted) cache.delete(slotOf(workspaceId, "fields"));
  if (counted && counted.seals > SEAL_LIMIT) throw new VaultError();
  return counted ? dataKey : null;
}

async function keyById(tx: Transaction, workspaceId: string | null, keyId: string): Promise<DataKey> {
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

const rawKey = ({ dataKey }: CachedKey) => dataKey.key.export();

const keyPlace = (id: string, workspaceId: string | null, purpose: Purpose) => ({
  table: "data_keys",
  column: purpose,
  rowId: id,
  workspaceId,
});

async function currentKey(tx: Transaction, workspaceId: string | null, purpose: Purpose) {
  const slot = slotOf(workspaceId, purpose);
  const cached = cache.get(slot);
  if (cached && cached.until > Date.now()) return cached;

  let fresh = false;
  const dataKey = await keyOf(workspaceId, async () => {
    const found = (await readKey(tx, workspaceId, purpose)) ?? (await makeKey(tx, workspaceId, purpose));
    fresh = found.fresh;
    return { ...found, purpose };
  });
  const entry = { dataKey, until: Date.now() + cacheMilliseconds };
  if (!fresh) cache.set(slot, entry); // a fresh key is real only once its transaction commits
  return entry;
}

const slotOf = (workspaceId: string | null, purpose: Purpose) =>
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
