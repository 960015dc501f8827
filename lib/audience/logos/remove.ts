import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { logos } from "#db/schema/logos.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";

/** Takes the logo of a newsletter or of the workspace away. @throws AppError notFound */
export const removeLogo = command({
  name: "logo.remove",
  allow: workspaceAdmin,
  input: z.object({ newsletterId: z.uuid().nullable().default(null) }),
  async run({ tx, actor }, { newsletterId }) {
    const [gone] = await tx
      .delete(logos)
      .where(
        and(
          owned(logos, actor),
          newsletterId ? eq(logos.newsletterId, newsletterId) : isNull(logos.newsletterId),
        ),
      )
      .returning({ id: logos.id });
    if (!gone) throw notFound("logo");
    return {
      result: gone,
      audit: {
        ...(newsletterId && { target: newsletterId }),
        detail: { of: newsletterId ? "newsletter" : "workspace" },
      },
    };
  },
});
