import { sql } from "drizzle-orm";
import { sealedFields } from "#db/schema/sealed-fields.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import type { Opening, OpenPurpose } from "#lib/core/vault/opening.ts";
import { bulkHmac } from "#lib/crypto/bulk-hmac.ts";
import { open, type SealContext, seal, VaultError } from "#lib/crypto/envelope.ts";
import { hmac } from "#lib/crypto/hash.ts";
import { countedKey, keyById, rawKey } from "./data-keys.ts";
import type { Place } from "./place.ts";

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
      const attempt = async (sealed: Buffer, by: string) =>
        open(await keyById(tx, place.workspaceId, by), sealed, contextOf(place));
      const plaintext = await attempt(blob, keyId).catch(async (error) => {
        // Between the caller's reading and this, it may have been sealed anew and its old key destroyed.
        const now = await sealedNow(tx, place);
        if (!now?.blob || now.keyId === keyId) throw error;
        return attempt(now.blob, now.keyId);
      });
      opening.result = "done";
      return plaintext.toString("utf8");
    },
    async emailHash(workspaceId, email) {
      return hashEmail(await rawKey(tx, workspaceId, "suppression"), email);
    },
    linkKey: () => rawKey(tx, null, "links"),
    recoveryKey: () => rawKey(tx, null, "lookup"),
    suppressionKey: (workspaceId) => rawKey(tx, workspaceId, "suppression"),
    auditKey: (workspaceId) => rawKey(tx, workspaceId, "audit"),
  };
}

const contextOf = ({ kind, rowId, workspaceId }: Place): SealContext => {
  const { table, column } = sealedFields[kind];
  return { table, column, rowId, workspaceId };
};

async function sealedNow(tx: Transaction, { kind, rowId }: Place) {
  const names = sealedFields[kind];
  const [table, column, id, key] = [names.table, names.column, names.id, names.keyId].map((name) =>
    sql.identifier(name),
  );
  const [row] = await tx.execute<{ blob: Buffer; keyId: string }>(
    sql`select ${column} as blob, ${key} as "keyId" from ${table} where ${id} = ${rowId}`,
  );
  return row;
}
