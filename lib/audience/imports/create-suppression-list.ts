import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { imports } from "#db/schema/imports.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { command } from "#lib/core/command.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { refuseTooMany } from "./create.ts";
import { refuseWithoutRoom } from "./quota.ts";

export const stopReasonInput = z.enum(
  ["unsubscribed", "bounced", "complained", "manual"],
  "Choose why these people get no mail.",
);

/**
 * Creates an import that suppresses everybody in its file, from every newsletter. It needs no consent, because it brings nobody in.
 * `reason` is for the rows that name none of their own. An import belongs to a newsletter; this one puts nobody on it.
 */
export const createSuppressionList = command({
  name: "import.create_suppression_list",
  allow: workspaceMember,
  input: z.object({ newsletterId: z.uuid("Choose a newsletter."), reason: stopReasonInput }),
  async run({ tx, actor }, { newsletterId, reason }) {
    await requireNewsletter(tx, actor, newsletterId);
    await refuseTooMany(tx, actor);
    await refuseWithoutRoom(tx, actor.workspaceId);

    const id = uuidv7();
    await tx.insert(imports).values({
      id,
      workspaceId: actor.workspaceId,
      newsletterId,
      purpose: "suppress",
      stopReason: reason,
      fileName: "",
      createdBy: actor.userId,
    });
    return { result: { id }, audit: { target: id, detail: { reason } } };
  },
});
