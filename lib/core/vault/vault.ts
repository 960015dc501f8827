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
  /** Seals one field of a row. The caller stores `blob` and `keyId` side by side. */
  seal: (place: Place, plaintext: string) => Promise<{ blob: Buffer; keyId: string }>;
  /**
   * Opens a sealed field, in the process that is about to use it. The audit log records each opening with its purpose.
   *
   * @throws VaultError with one message for every cause.
   */
  open: (place: Place, blob: Buffer, keyId: string, purpose: OpenPurpose) => Promise<string>;
  /** The openings so far, for the audit log at the end of the transaction. */
  readonly opened: readonly Opening[];
  /** Returns the workspace's keyed hash of a normalised address, 16 bytes long. Suppressions are compared by it. */
  emailHash: (workspaceId: string, email: string) => Promise<Buffer>;
  /** Returns the key that signs mailed links. It is the installation's, so that links outlive any workspace's changes. */
  linkKey: () => Promise<Buffer>;
  /** Returns the key that hashes recovery codes, so that a stolen table of hashes is worthless without the key ring. */
  recoveryKey: () => Promise<Buffer>;
  /** Returns the raw key behind emailHash, for hashing a million addresses in a row. */
  suppressionKey: (workspaceId: string) => Promise<Buffer>;
  /** Returns the key from which each person's key for audit entries is derived. Null stands for the installation. */
  auditKey: (workspaceId: string | null) => Promise<Buffer>;
};

/** Bytes of a keyed address hash. 128 bits exclude chance collisions at any list's size. */
const EMAIL_HASH_BYTES = 16;

/** Returns hashEmail as a function for a million addresses. Its result is hex, so that COPY takes it as it is. */
export function emailHasher(key: Buffer): (email: string) => string {
  const digest = bulkHmac(key, "suppression");
  return (email) => digest(email).slice(0, 2 * EMAIL_HASH_BYTES);
}

/** Returns the keyed hash of a normalised address. */
export const hashEmail = (key: Buffer, email: string): Buffer =>
  hmac(key, "suppression", email).subarray(0, EMAIL_HASH_BYTES);

/**
 * Returns the vault on a transaction. Data keys are made at the first use, in that transaction, and wrapped by the key ring.
 * `opened` outlives the transaction, so that openings are recorded even after a rollback.
 */
export function vaultIn(tx: Transaction, opened: Opening[] = []): Vault {
  return {
    opened,
    async seal(place, plaintext) {
      // Tries twice, because a key that was retired while this process still cached it returns null and the next
      // one is current.
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
        // Since the caller read the row, the field may have been re-sealed and its old key destroyed.
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
