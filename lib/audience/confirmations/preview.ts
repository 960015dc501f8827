import { z } from "zod";
import { wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { env } from "#lib/env.ts";
import { platformMessage } from "#lib/mail/platform/layout.ts";
import { mailbox } from "#lib/mail/platform/platform-mail.ts";
import { confirmationContent } from "./content.ts";
import { ownParts } from "./own-parts.ts";

/** Returns a newsletter's confirmation mail as a reader would get it: subject, text and HTML. Its link confirms nothing. */
export const previewConfirmation = query({
  name: "confirmation.preview",
  allow: workspaceViewer,
  input: z.object({ newsletterId: z.uuid() }),
  async run({ db, actor }, { newsletterId }) {
    const found = await ownParts(db, actor, newsletterId);
    const { subject, content } = confirmationContent(wordsOf("en"), {
      ...found,
      address: "reader@example.com",
      at: new Date().toISOString(),
      ip: "203.0.113.7",
      url: `${env().APP_URL}/confirm/test`,
    });
    return {
      subject,
      sender: found.sender,
      fromAddress: mailbox(env().MAIL_FROM).address,
      replyTo: found.replyTo,
      ...platformMessage(content),
    };
  },
});
