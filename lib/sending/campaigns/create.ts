import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { memberBehind } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { checkDraftParts, draftFields } from "./fields.ts";

export const createCampaign = command({
  name: "campaign.create",
  allow: orKey(workspaceMember, "campaigns:write"),
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
      .values({ id, workspaceId: actor.workspaceId, createdBy: memberBehind(actor), ...draft });
    return { result: { id, name: draft.name }, audit: { target: id, detail: { name: draft.name } } };
  },
});
