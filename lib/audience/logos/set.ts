import { and, eq, isNull } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { logos } from "#db/schema/logos.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { command } from "#lib/core/command.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import { invalid } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";
import { readImage } from "./read-image.ts";

/** The largest file, in bytes and in the four characters that base64 writes for three of them. */
const MOST_BYTES = 500_000;
const tooLarge = "This file is larger than 500 kB. Choose a smaller picture.";

/** Puts a logo on the pages of one newsletter, or of the whole workspace. The one before it goes. */
export const setLogo = command({
  name: "logo.set",
  allow: workspaceAdmin,
  limit: {
    per: "workspace",
    max: 30,
    windowSeconds: 3600,
    words: "A workspace changes logos 30 times an hour.",
  },
  input: z.object({
    newsletterId: z.uuid().nullable().default(null),
    /** The file in base64. */
    image: bounded(Math.ceil(MOST_BYTES / 3) * 4, { missing: "Choose a picture.", tooLong: tooLarge }),
  }),
  prepare: async ({ userId }, { image }) => {
    const file = Buffer.from(image, "base64");
    if (file.length > MOST_BYTES) throw invalid({ image: tooLarge });
    return readImage(file, userId);
  },
  async run({ tx, actor }, { newsletterId }, { bytes, width, height }) {
    if (newsletterId) await requireNewsletter(tx, actor, newsletterId);
    const { workspaceId } = actor;
    // Of two uploads at once the second sees the first's row, and takes its place.
    await oneAtATime(tx, actor, `logo ${newsletterId}`);
    await tx
      .delete(logos)
      .where(
        and(
          owned(logos, actor),
          newsletterId ? eq(logos.newsletterId, newsletterId) : isNull(logos.newsletterId),
        ),
      );
    const id = uuidv7();
    await tx
      .insert(logos)
      .values({ workspaceId, id, newsletterId, bytes, width, height, createdBy: actor.userId });
    return {
      result: { id, width, height },
      audit: {
        ...(newsletterId && { target: newsletterId }),
        detail: { of: newsletterId ? "newsletter" : "workspace", bytes: bytes.length },
      },
    };
  },
});
