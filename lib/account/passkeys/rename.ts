import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { passkeyName } from "./names.ts";

/** Renames one of the caller's passkeys. */
export const renamePasskey = command({
  name: "passkey.rename",
  allow: signedIn,
  locks: "account",
  input: z.object({ passkeyId: z.uuid(), name: passkeyName }),
  async run({ tx, actor }, { passkeyId, name }) {
    const mine = and(eq(passkeys.id, passkeyId), eq(passkeys.userId, actor.userId));
    const [before] = await tx.select({ name: passkeys.name }).from(passkeys).where(mine).for("update");
    if (!before) throw notFound("passkey");
    await tx.update(passkeys).set({ name }).where(mine);

    return {
      result: { name },
      audit: {
        target: passkeyId,
        workspaceId: null,
        about: { userId: actor.userId, fields: { passkey: name, was: before.name, is: name } },
      },
    };
  },
});
