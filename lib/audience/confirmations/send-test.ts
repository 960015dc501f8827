import { and, eq, isNotNull } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { turnOfUser } from "#lib/mail/platform/mail-turn.ts";
import { confirmationMails } from "./mail-queue.ts";
import { ownParts } from "./own-parts.ts";

/**
 * Mails a newsletter's confirmation mail to the member who asks. Its link opens a page that says it is a test.
 * @throws AppError conflict for a member whose own address is not verified.
 */
export const sendConfirmationTest = command({
  name: "confirmation.send_test",
  allow: workspaceMember,
  limit: {
    per: "workspace",
    max: 20,
    windowSeconds: 600,
    words: "A workspace sends 20 tests in ten minutes.",
  },
  input: z.object({ newsletterId: z.uuid() }),
  async run({ tx, actor, enqueue }, { newsletterId }) {
    const found = await ownParts(tx, actor, newsletterId);
    const [me] = await tx
      .select({ email: users.email })
      .from(users)
      .where(and(eq(users.id, actor.userId), isNotNull(users.emailVerifiedAt)));
    if (!me) throw conflict("Verify your own email address first. The test goes there.");
    const job = {
      ...found,
      workspaceId: actor.workspaceId,
      confirmation: uuidv7(),
      address: me.email,
      locale: "en",
      at: new Date().toISOString(),
      ip: actor.origin.ip,
      test: true,
    } as const;
    await enqueue(confirmationMails, job, { turn: turnOfUser() });
    return { result: { to: me.email }, audit: { target: newsletterId, detail: { name: found.newsletter } } };
  },
});
