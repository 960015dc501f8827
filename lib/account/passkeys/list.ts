import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { MOST_PASSKEYS } from "./begin-add.ts";
import { providerName } from "./provider-name.ts";

/** The caller's passkeys, the newest first. `keeper`: who keeps it, where its model says so. */
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
