import { sql } from "drizzle-orm";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { changesBetween } from "#lib/core/audit/changes.ts";
import { command } from "#lib/core/command.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { emailAddress } from "#lib/mail/email-address.ts";
import { lockOpenNewsletter } from "./lock-open.ts";

const empty = bounded(20)
  .regex(/^\s*$/)
  .transform(() => null);

const webAddress = z
  .union([
    empty,
    bounded(500)
      .transform((text) => text.trim())
      .refine((text) => /^https?:\/\/[!-~]+$/.test(text) && URL.canParse(text), {
        error: "Enter a web address that begins with https://.",
      }),
  ])
  .default(null);

/** Changes how people subscribe to a newsletter: whether they confirm by mail, who may, and what the form names. */
export const setNewsletterSignup = command({
  name: "newsletter.set_signup",
  allow: workspaceMember,
  input: z.object({
    newsletterId: z.uuid(),
    /** A checkbox: absent means no. */
    confirmationRequired: z.union([z.boolean(), z.literal("on").transform(() => true)]).default(false),
    visibility: z.enum(["public", "unlisted", "closed"], "Choose one."),
    replyTo: z.union([empty, emailAddress]).default(null),
    privacyUrl: webAddress,
  }),
  async run({ tx, actor }, { newsletterId, ...after }) {
    const { mine, before } = await lockOpenNewsletter(tx, actor, newsletterId);
    const sameNotice = before.privacyUrl === after.privacyUrl;
    await tx
      .update(newsletters)
      .set({
        ...after,
        ...(!sameNotice && { privacySince: after.privacyUrl === null ? null : sql`now()` }),
      })
      .where(mine);
    const fields = ["confirmationRequired", "visibility", "replyTo", "privacyUrl"] as const;
    return {
      result: { id: newsletterId, ...after },
      audit: {
        target: newsletterId,
        detail: { name: before.name },
        changed: changesBetween(before, { ...after }, fields),
      },
    };
  },
});
