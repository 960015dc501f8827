import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { senderColours } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { changesBetween } from "#lib/core/audit/changes.ts";
import { command } from "#lib/core/command.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { headerLine } from "#lib/mail/header-line.ts";
import { noLink } from "#lib/mail/no-link.ts";
import { lockOpenNewsletter } from "./lock-open.ts";

/** Changes in whose name and colour a newsletter appears, where that is not the workspace's. */
export const setNewsletterSender = command({
  name: "newsletter.set_sender",
  allow: workspaceMember,
  input: z.object({
    newsletterId: z.uuid(),
    senderName: headerLine(100, null).superRefine(noLink).default(""),
    senderColour: z.enum(["workspace", ...senderColours], "Choose one of the colours.").default("workspace"),
  }),
  async run({ tx, actor }, { newsletterId, senderName, senderColour }) {
    const { mine, before } = await lockOpenNewsletter(tx, actor, newsletterId);
    const after = {
      senderName: senderName || null,
      senderColour: senderColour === "workspace" ? null : senderColour,
    };
    await tx.update(newsletters).set(after).where(mine);
    return {
      result: { id: newsletterId, ...after },
      audit: {
        target: newsletterId,
        detail: { name: before.name },
        changed: changesBetween(before, after, ["senderName", "senderColour"]),
      },
    };
  },
});
