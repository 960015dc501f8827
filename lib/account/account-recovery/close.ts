import { eq } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import { closeRecoveries } from "#lib/account/two-factor/close-recoveries.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";
import { factorShownMail } from "./mails.ts";

type Context = Pick<CommandContext<never>, "tx" | "enqueue">;

/** Ends the open request of a user who shows the second factor, because they have not lost it, and mails them so. */
export async function closeRecoveriesOfHolder({ tx, enqueue }: Context, userId: string): Promise<void> {
  if (!(await closeRecoveries(tx, userId))) return;
  const [user] = await tx
    .select({ name: users.name, email: users.email })
    .from(users)
    .where(eq(users.id, userId));
  if (user) await enqueue(platformMail, factorShownMail(user));
}
