import { sql } from "drizzle-orm";
import { z } from "zod";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { freshKeyRing } from "#lib/core/vault/key-ring-file.ts";
import { env } from "#lib/env.ts";
import { isInstallationOwner } from "#lib/operations/installation-owner.ts";
import { latestRotation } from "./rotation.ts";

export type RingKey = {
  id: string;
  /** "missing" means that data is wrapped under a key that the ring does not have. */
  kind: "local" | "aws-kms" | "missing";
  fingerprint: string | null;
  /** True for the key that wraps new data. */
  first: boolean;
  dataKeys: number;
  /** Time of its first wrapping; null when it has not wrapped yet. */
  since: Date | null;
};

/**
 * Returns the key ring as the database and this process know it, without key material. Null for all
 * but the installation's owner.
 */
export const getKeyRing = query({
  name: "encryption_key.get",
  allow: signedIn,
  input: z.object({}),
  async run({ db, actor }) {
    if (!(await isInstallationOwner(db, actor.userId))) return null;
    const used = await db.execute<{ id: string; since: string; data_keys: number }>(
      sql`select id, since, data_keys from ring_key_counts()`,
    );
    const ring = freshKeyRing();
    const inRing: RingKey[] = [...ring.keys.values()].map(({ id, kind, fingerprint }) => {
      const row = used.find((each) => each.id === id);
      const since = row ? new Date(row.since) : null;
      return { id, kind, fingerprint, first: id === ring.primary.id, dataKeys: row?.data_keys ?? 0, since };
    });
    const missing: RingKey[] = used
      .filter(({ id, data_keys }) => data_keys > 0 && !ring.keys.has(id))
      .map(({ id, since, data_keys }) => ({
        id,
        kind: "missing",
        fingerprint: null,
        first: false,
        dataKeys: data_keys,
        since: new Date(since),
      }));
    return {
      /** True when the ring is in Mailneo's own file, so that Mailneo may add and remove keys by itself. */
      ours: env().MAILNEO_SECRETS_FILE !== undefined,
      keys: [...inRing, ...missing],
      rotation: await latestRotation(db),
    };
  },
});
