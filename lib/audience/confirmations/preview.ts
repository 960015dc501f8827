import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { env } from "#lib/env.ts";
import { platformMessage } from "#lib/mail/platform/layout.ts";
import { confirmationContent } from "./content.ts";

/** Returns a newsletter's confirmation mail as a reader would get it: subject, text and HTML. Its link confirms nothing. */
export const previewConfirmation = query({
  name: "confirmation.preview",
  allow: workspaceViewer,
  input: z.object({ newsletterId: z.uuid() }),
  async run({ db, actor }, { newsletterId }) {
    const [found] = await db
      .select({
        newsletter: newsletters.name,
        sender: sql<string>`coalesce(${newsletters.senderName}, ${workspaces.senderName}, ${workspaces.name})`,
        postalAddress: workspaces.postalAddress,
        subject: newsletters.confirmSubject,
        intro: newsletters.confirmIntro,
      })
      .from(newsletters)
      .innerJoin(workspaces, eq(workspaces.id, newsletters.workspaceId))
      .where(and(owned(newsletters, actor), eq(newsletters.id, newsletterId)));
    if (!found) throw notFound("newsletter");
    const { subject, content } = confirmationContent(wordsOf("en"), {
      ...found,
      address: "reader@example.com",
      at: new Date().toISOString(),
      ip: "203.0.113.7",
      url: `${env().APP_URL}/confirm/test`,
    });
    return { subject, sender: found.sender, ...platformMessage(content) };
  },
});
