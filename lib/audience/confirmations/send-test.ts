import { and, eq, isNotNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { users } from "#db/schema/users.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { command } from "#lib/core/command.ts";
import { conflict, notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { confirmationMails } from "./mail-queue.ts";

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
    const [found] = await tx
      .select({
        newsletter: newsletters.name,
        sender: sql<string>`coalesce(${newsletters.senderName}, ${workspaces.senderName}, ${workspaces.name})`,
        postalAddress: workspaces.postalAddress,
        replyTo: newsletters.replyTo,
        subject: newsletters.confirmSubject,
        intro: newsletters.confirmIntro,
      })
      .from(newsletters)
      .innerJoin(workspaces, eq(workspaces.id, newsletters.workspaceId))
      .where(and(owned(newsletters, actor), eq(newsletters.id, newsletterId)));
    if (!found) throw notFound("newsletter");
    const [me] = await tx
      .select({ email: users.email })
      .from(users)
      .where(and(eq(users.id, actor.userId), isNotNull(users.emailVerifiedAt)));
    if (!me) throw conflict("Verify your own email address first. The test goes there.");
    await enqueue(confirmationMails, {
      ...found,
      workspaceId: actor.workspaceId,
      confirmation: uuidv7(),
      address: me.email,
      locale: "en",
      at: new Date().toISOString(),
      ip: actor.origin.ip,
      test: true,
    });
    return { result: { to: me.email }, audit: { target: newsletterId, detail: { name: found.newsletter } } };
  },
});
