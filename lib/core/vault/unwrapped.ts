import { logError } from "#lib/core/log.ts";
import {
  type DataKey,
  KeyServiceError,
  keyIdOf,
  type SealContext,
  unwrapDataKey,
} from "#lib/crypto/envelope.ts";
import { additionalData } from "#lib/crypto/seal-context.ts";
import { ringWith } from "./key-ring-file.ts";

// Kept for a minute, so that a key service is not asked for every secret. The wrapping is the cache key, so that
// the row must still exist.
const milliseconds = 60_000;
const most = 5_000;
type Kept = { dataKey: Promise<DataKey>; until: number };
const kept = new Map<string, Kept>();

/** Returns the data key of a wrapping. Callers that ask at the same time share one unwrapping. @throws VaultError */
export async function unwrapped(wrapped: Buffer, context: SealContext): Promise<DataKey> {
  const cacheKey = `${additionalData(context, "wrapped")} ${wrapped.toString("base64")}`;
  const known = kept.get(cacheKey);
  if (known && known.until > Date.now()) return known.dataKey;

  if (kept.size >= most) kept.clear();
  const dataKey = unwrap(wrapped, context);
  kept.set(cacheKey, { dataKey, until: Date.now() + milliseconds });
  dataKey.catch(() => kept.delete(cacheKey));
  return dataKey;
}

async function unwrap(wrapped: Buffer, context: SealContext): Promise<DataKey> {
  const ringKeyId = keyIdOf(wrapped);
  try {
    return await unwrapDataKey(ringWith(ringKeyId), wrapped, context);
  } catch (error) {
    // Only the operator may see the reason, so it goes to the log.
    if (error instanceof KeyServiceError)
      logError(new Error(`The key service refused: ${error.reason}`), { in: "key ring", ringKeyId });
    throw error;
  }
}
