import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { command } from "#lib/core/command.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { checkDraftParts, draftFields } from "./fields.ts";

export const createCampaign = command({
  name: "campaign.create",
  allow: workspaceMember,
  limit: {
    per: "workspace",
    max: 120,
    windowSeconds: 3600,
    words: "A workspace creates at most 120 campaigns an hour.",
  },
  once: true,
  input: z.object(draftFields),
  async run({ tx, actor }, draft) {
    await checkDraftParts(tx, actor, draft);
    const id = uuidv7();
    await tx
      .insert(campaigns)
      .values({ id, workspaceId: actor.workspaceId, createdBy: actor.userId, ...draft });
    return { result: { id, name: draft.name }, audit: { target: id, detail: { name: draft.name } } };
  },
});
