import type { SQL } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { apiKeys } from "#db/schema/api-keys.ts";
import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { generateApiKey } from "#lib/crypto/api-key.ts";

type Wanted = Pick<typeof apiKeys.$inferInsert, "name" | "environment" | "scopes" | "ipRanges"> & {
  expiresAt: SQL | null;
};

/** Makes a key and stores its hash. Returns the key itself, which is shown this once. */
export async function insertKey(tx: Transaction, { workspaceId, userId }: Member, wanted: Wanted) {
  const { key, id: publicId, hash, lastFour } = generateApiKey(wanted.environment);
  const id = uuidv7();
  await tx
    .insert(apiKeys)
    .values({ workspaceId, id, publicId, secretHash: hash, lastFour, createdBy: userId, ...wanted });
  return { id, key, lastFour };
}
