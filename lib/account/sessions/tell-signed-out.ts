import { eq } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import { sendNotice } from "#lib/account/notices/send-notice.ts";
import type { Member, User } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { signedOutMail } from "./mails.ts";

/** Mails the actor that other browsers of theirs were signed out, because an intruder would do that too. */
export async function tellSignedOut(
  context: Pick<CommandContext<User | Member>, "tx" | "actor" | "enqueue">,
  ended: number,
): Promise<void> {
  const { tx, actor } = context;
  const [user] = await tx
    .select({ id: users.id, name: users.name, email: users.email })
    .from(users)
    .where(eq(users.id, actor.userId));
  if (user && ended > 0) await sendNotice(context, user, signedOutMail(user, ended));
}
