import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { newsletterDescription, newsletterName } from "./fields.ts";

export const updateNewsletter = command({
  name: "newsletter.update",
  allow: workspaceMember,
  input: z.object({ newsletterId: z.uuid(), name: newsletterName, description: newsletterDescription }),
  async run({ tx, actor }, { newsletterId, name, description }) {
    const [newsletter] = await tx
      .update(newsletters)
      .set({ name, description })
      .where(and(owned(newsletters, actor), eq(newsletters.id, newsletterId), isNull(newsletters.archivedAt)))
      .returning({ id: newsletters.id, name: newsletters.name, description: newsletters.description });
    if (!newsletter) throw notFound("newsletter");

    return { result: newsletter, audit: { target: newsletterId, detail: { name } } };
  },
});
