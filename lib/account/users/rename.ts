import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { personName } from "#lib/mail/names.ts";

/** Changes a user's displayed name. */
export const renameUser = command({
  name: "user.rename",
  allow: signedIn,
  locks: "account",
  input: z.object({ name: personName }),
  async run({ tx, actor }, { name }) {
    const mine = eq(users.id, actor.userId);
    const [before] = await tx.select({ name: users.name }).from(users).where(mine).for("update");
    if (!before) throw notFound("account");
    await tx.update(users).set({ name }).where(mine);

    const about = { userId: actor.userId, fields: { was: before.name, is: name } };
    return { result: { id: actor.userId }, audit: { target: actor.userId, workspaceId: null, about } };
  },
});
