import { connections } from "#lib/core/database/connections.ts";
import { translateDatabaseError } from "#lib/core/database/translate-error.ts";
import { vaultIn } from "./vault.ts";

const MILLISECONDS = 60_000;
let cached: { key: Promise<Buffer>; until: number } | undefined;

/**
 * Returns the key that signs mailed links, read from the database at most once a minute.
 *
 * @throws AppError unavailable.
 */
export async function linkKey(): Promise<Buffer> {
  if (!cached || cached.until < Date.now()) {
    const key = connections().writer.transaction((tx) => vaultIn(tx).linkKey());
    cached = { key, until: Date.now() + MILLISECONDS };
    key.catch(() => {
      cached = undefined;
    });
  }
  try {
    return await cached.key;
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
