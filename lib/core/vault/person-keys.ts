import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { personKeys } from "#db/schema/audit-events.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { translateDatabaseError } from "#lib/core/database/translate-error.ts";
import { decrypt, encrypt, IV_BYTES, TAG_BYTES } from "#lib/crypto/aead.ts";
import { hkdf, hmac, sha256 } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";
import { vaultIn } from "./vault.ts";

/**
 * Sealed personal data of an audit entry. `key` is the id of the person's key, and `sealed` is IV, ciphertext and tag.
 * `commitment` is the SHA-256 of the plaintext with its salt; the chain covers nothing else of it.
 */
export type SealedPart = { key: string; sealed: Buffer; commitment: Buffer };
export type Opened = { fields: Record<string, string>; salt: Buffer };
/**
 * The owner of a key: an account (`workspaceId` null), a contact or address of a workspace, or an unknown person
 * (`personId` null).
 */
export type Owner = { workspaceId: string | null; personId: string | null };

type PersonKey = { id: string; key: KeyObject };
type NewKey = { id: string; key: Buffer; salt: Buffer };

const SALT_BYTES = 16;
const KEY_SALT_BYTES = 32;

/**
 * Seals fields under the owner's key, which is made at the first use. A salt precedes the text, so that an attacker cannot
 * guess it from the commitment once the key is destroyed.
 */
export async function sealFor(
  tx: Transaction,
  owner: Owner,
  fields: Record<string, string>,
): Promise<SealedPart> {
  return sealUnder(await keyOf(tx, owner), fields);
}

/** Returns what seals fields under the owner's key, for entries that are written together. Keep it for a minute at most. */
export async function sealerOf(tx: Transaction, owner: Owner) {
  const key = await keyOf(tx, owner);
  return (fields: Record<string, string>) => sealUnder(key, fields);
}

function sealUnder(
  { id, key }: { id: string; key: KeyObject | Buffer },
  fields: Record<string, string>,
): SealedPart {
  const plaintext = Buffer.concat([randomBytes(SALT_BYTES), Buffer.from(JSON.stringify(fields))]);
  const { iv, ciphertext, tag } = encrypt(key, plaintext, aad(id));
  return { key: id, sealed: Buffer.concat([iv, ciphertext, tag]), commitment: sha256(plaintext) };
}

/**
 * Seals fields under a new key that is not stored yet, for a statement that writes key and entry together. Returns the
 * key's salt with the sealed part. `auditKey` is the workspace's.
 */
export function sealUnderNewKey(
  auditKey: Buffer,
  fields: Record<string, string>,
): SealedPart & { salt: Buffer } {
  const made = newKey(auditKey);
  return { ...sealUnder(made, fields), salt: made.salt };
}

const aad = (keyId: string) => Buffer.from(`mn:v1:audit:${keyId}`);

/**
 * Opens many sealed parts and returns them in the same order. A part is "erased" when its key was destroyed, and "broken" when
 * the stored bytes do not match the commitment. `workspaceId` is the workspace of the contacts; accounts open in any.
 *
 * @throws AppError unavailable.
 */
export async function openSealed(
  workspaceId: string | null,
  parts: readonly SealedPart[],
): Promise<(Opened | "erased" | "broken")[]> {
  if (parts.length === 0) return [];
  try {
    const keys = await connections().writer.transaction(async (tx) => {
      await enter(tx, workspaceId, null);
      return keysById(tx, [...new Set(parts.map(({ key }) => key))]);
    });
    return parts.map((part) => {
      const key = keys.get(part.key);
      return key ? open(key, part) : "erased";
    });
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

function open(key: KeyObject, { key: id, sealed, commitment }: SealedPart): Opened | "broken" {
  try {
    const tagStart = sealed.length - TAG_BYTES;
    const [iv, ciphertext, tag] = [
      sealed.subarray(0, IV_BYTES),
      sealed.subarray(IV_BYTES, tagStart),
      sealed.subarray(tagStart),
    ];
    const plaintext = decrypt(key, { iv, ciphertext, tag }, aad(id));
    if (!sha256(plaintext).equals(commitment)) return "broken";
    return {
      fields: JSON.parse(plaintext.toString("utf8", SALT_BYTES)),
      salt: plaintext.subarray(0, SALT_BYTES),
    };
  } catch {
    return "broken";
  }
}

async function keysById(tx: Transaction, ids: string[]): Promise<Map<string, KeyObject>> {
  const rows = await tx
    .select({ id: personKeys.id, workspaceId: personKeys.workspaceId, salt: personKeys.salt })
    .from(personKeys)
    .where(inArray(personKeys.id, ids));
  const keys = new Map<string, KeyObject>();
  const vault = vaultIn(tx);
  for (const { id, workspaceId, salt } of rows)
    keys.set(id, createSecretKey(derive(await vault.auditKey(workspaceId), id, salt)));
  return keys;
}

// Keys are kept for a minute only, because a destroyed key must soon stop sealing. A person may have several keys,
// so that no transaction waits for another to make one.
const cache = new Map<string, { key: PersonKey; until: number }>();
const CACHE_MILLISECONDS = 60_000;
const CACHE_PEOPLE = 10_000;

async function keyOf(tx: Transaction, owner: Owner): Promise<PersonKey> {
  const cacheKey = `${env().DATABASE_URL} ${owner.workspaceId} ${owner.personId}`;
  const cached = cache.get(cacheKey);
  if (cached && cached.until > Date.now()) return cached.key;

  const { workspaceId, personId } = owner;
  const auditKey = await vaultIn(tx).auditKey(workspaceId);
  const [found] = await tx
    .select({ id: personKeys.id, salt: personKeys.salt })
    .from(personKeys)
    .where(
      and(
        personId === null ? isNull(personKeys.personId) : eq(personKeys.personId, personId),
        workspaceId === null ? isNull(personKeys.workspaceId) : eq(personKeys.workspaceId, workspaceId),
      ),
    )
    .orderBy(desc(personKeys.id))
    .limit(1);
  if (found) {
    const key = { id: found.id, key: createSecretKey(derive(auditKey, found.id, found.salt)) };
    if (cache.size >= CACHE_PEOPLE) cache.clear();
    cache.set(cacheKey, { key, until: Date.now() + CACHE_MILLISECONDS });
    return key;
  }
  const { salt, ...made } = newKey(auditKey);
  await tx.insert(personKeys).values({ id: made.id, workspaceId, personId, salt });
  return { id: made.id, key: createSecretKey(made.key) }; // not cached, because the key exists only once its transaction commits
}

function newKey(auditKey: Buffer): NewKey {
  const id = uuidv7();
  const salt = randomBytes(KEY_SALT_BYTES);
  return { id, salt, key: derive(auditKey, id, salt) };
}

const derive = (auditKey: Buffer, id: string, salt: Buffer): Buffer =>
  hkdf(auditKey, salt, `mn:v1:person:${id}`);

// Cached because one address sends many requests and its hash costs as much as sealing the entry.
const buckets = new Map<string, number>();
const BUCKETS_KEPT = 10_000;

/**
 * Returns a keyed 15-bit hash of an IP address. An index can find it, and it identifies no user, because thousands of
 * addresses share it. `auditKey` is the installation's.
 */
export function ipBucket(auditKey: Buffer, ip: string): number {
  const cacheKey = `${auditKey.toString("base64")} ${ip}`;
  const known = buckets.get(cacheKey);
  if (known !== undefined) return known;
  const bucket = hmac(auditKey, "ip-bucket", ip).readUInt16BE() >> 1;
  if (buckets.size >= BUCKETS_KEPT) buckets.clear();
  buckets.set(cacheKey, bucket);
  return bucket;
}
