import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { changesBetween } from "#lib/core/audit/changes.ts";
import { command } from "#lib/core/command.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { newsletterDescription, newsletterName } from "./fields.ts";
import { lockOpenNewsletter } from "./lock-open.ts";

export const updateNewsletter = command({
  name: "newsletter.update",
  allow: orKey(workspaceMember, "newsletters:write"),
  input: z.object({ newsletterId: z.uuid(), name: newsletterName, description: newsletterDescription }),
  async run({ tx, actor }, { newsletterId, name, description }) {
    const { mine, before } = await lockOpenNewsletter(tx, actor, newsletterId);
    const after = { name, description };
    await tx.update(newsletters).set(after).where(mine);

    const changed = changesBetween(before, after, ["name", "description"]);
    return {
      result: { id: newsletterId, ...after },
      audit: { target: newsletterId, detail: { name }, changed },
    };
  },
});
