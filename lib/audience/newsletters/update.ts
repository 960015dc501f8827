import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { changesBetween } from "#lib/core/audit/changes.ts";
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
    const mine = and(owned(newsletters, actor), eq(newsletters.id, newsletterId));
    const [before] = await tx
      .select({ name: newsletters.name, description: newsletters.description })
      .from(newsletters)
      .where(and(mine, isNull(newsletters.archivedAt)))
      .for("update");
    if (!before) throw notFound("newsletter");
    const after = { name, description };
    await tx.update(newsletters).set(after).where(mine);

    const changed = changesBetween(before, after, ["name", "description"]);
    return {
      result: { id: newsletterId, ...after },
      audit: { target: newsletterId, detail: { name }, changed },
    };
  },
});
