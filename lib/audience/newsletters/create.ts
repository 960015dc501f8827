import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { command } from "#lib/core/command.ts";
import { orKey, workspaceMember } from "#lib/core/policies.ts";
import { newsletterDescription, newsletterName } from "./fields.ts";

export const createNewsletter = command({
  name: "newsletter.create",
  allow: orKey(workspaceMember, "newsletters:write"),
  limit: {
    per: "workspace",
    max: 60,
    windowSeconds: 3600,
    words: "A workspace creates at most 60 newsletters an hour.",
  },
  once: true,
  input: z.object({ name: newsletterName, description: newsletterDescription.default("") }),
  async run({ tx, actor }, { name, description }) {
    const id = uuidv7();
    await tx
      .insert(newsletters)
      .values({ id, workspaceId: actor.workspaceId, name, description, visibility: "public" });
    return { result: { id, name, description }, audit: { target: id, detail: { name } } };
  },
});
