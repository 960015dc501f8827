import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { MOST_PASSKEYS } from "./begin-add.ts";
import { providerName } from "./provider-name.ts";

/** Returns the caller's passkeys, newest first. `keeper` is the provider that keeps it, if its model tells. */
export const listMyPasskeys = query({
  name: "passkey.list",
  allow: signedIn,
  input: z.object({}),
  async run({ db, actor }) {
    const rows = await db
      .select({
        id: passkeys.id,
        name: passkeys.name,
        aaguid: passkeys.aaguid,
        backedUp: passkeys.backedUp,
        createdAt: passkeys.createdAt,
        lastUsedAt: passkeys.lastUsedAt,
      })
      .from(passkeys)
      .where(eq(passkeys.userId, actor.userId))
      .orderBy(desc(passkeys.createdAt), desc(passkeys.id))
      .limit(MOST_PASSKEYS);
    return rows.map(({ aaguid, ...row }) => ({ ...row, keeper: providerName(aaguid) }));
  },
});
