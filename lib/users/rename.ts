import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { personName } from "#lib/workspaces/names.ts";

/** Changes the name a person is shown by. */
export const renameUser = command({
  name: "user.rename",
  allow: signedIn,
  input: z.object({ name: personName }),
  async run({ tx, actor }, { name }) {
    const [user] = await tx
      .update(users)
      .set({ name })
      .where(eq(users.id, actor.userId))
      .returning({ id: users.id });
    if (!user) throw notFound("account");

    return { result: user, audit: { target: user.id } };
  },
});
