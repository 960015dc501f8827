import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { changesBetween } from "#lib/core/audit/changes.ts";
import { command } from "#lib/core/command.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { lockOpenNewsletter } from "./lock-open.ts";
import { neutralIntro, neutralSubject } from "./neutral-text.ts";

/** Changes a newsletter's own words in its confirmation mail: the subject, and one paragraph before the fixed part. */
export const setNewsletterConfirmation = command({
  name: "newsletter.set_confirmation",
  allow: workspaceMember,
  input: z.object({ newsletterId: z.uuid(), subject: neutralSubject, intro: neutralIntro }),
  async run({ tx, actor }, { newsletterId, subject, intro }) {
    const { mine, before } = await lockOpenNewsletter(tx, actor, newsletterId);
    const after = { confirmSubject: subject, confirmIntro: intro };
    await tx.update(newsletters).set(after).where(mine);
    return {
      result: { id: newsletterId, ...after },
      audit: {
        target: newsletterId,
        detail: { name: before.name },
        changed: changesBetween(before, after, ["confirmSubject", "confirmIntro"]),
      },
    };
  },
});
