import { and, eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { newsletters } from "#db/schema/newsletters.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/** Takes a newsletter out of the archive. Its subscribers and consents are as they were. */
export const restoreNewsletter = command({
  name: "newsletter.restore",
  allow: workspaceMember,
  input: z.object({ newsletterId: z.uuid() }),
  async run({ tx, actor }, { newsletterId }) {
    const [newsletter] = await tx
      .update(newsletters)
      .set({ archivedAt: null })
      .where(
        and(owned(newsletters, actor), eq(newsletters.id, newsletterId), isNotNull(newsletters.archivedAt)),
      )
      .returning({ id: newsletters.id, name: newsletters.name });
    if (!newsletter) throw notFound("newsletter");
    return { result: newsletter, audit: { target: newsletterId, detail: { name: newsletter.name } } };
  },
});
