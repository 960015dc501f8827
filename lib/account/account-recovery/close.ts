import { eq } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import { closeRecoveries } from "#lib/account/two-factor/close-recoveries.ts";
import type { Actor } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { factorShownMail } from "./mails.ts";

type Context = Pick<CommandContext<Actor>, "tx" | "actor" | "enqueue">;

/** Ends the open request of a user who shows the second factor, because they have not lost it, and mails them so. */
export async function closeRecoveriesOfHolder(context: Context, userId: string): Promise<void> {
  const { tx } = context;
  if (!(await closeRecoveries(tx, userId))) return;
  const [user] = await tx
    .select({ name: users.name, email: users.email })
    .from(users)
    .where(eq(users.id, userId));
  if (user) await sendNotice(context, { ...user, id: userId }, factorShownMail(user));
}
