import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { sessions } from "#db/schema/sessions.ts";
import { deviceName } from "#lib/account/devices/device-name.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";

/**
 * Names one of the caller's own browsers, so that two of a kind can be told apart. An empty name takes it back.
 * @throws AppError notFound for another user's session.
 */
export const renameSession = command({
  name: "session.rename",
  allow: signedIn,
  locks: "account",
  input: z.object({
    sessionId: z.uuid(),
    name: text({ max: 60, tooLong: "At most 60 characters." })
      .regex(/^[^\p{Cc}\p{Cf}]*$/u, "Letters, digits and signs only.")
      .transform((name) => name.normalize("NFC").replaceAll(/\s+/g, " ")),
  }),
  async run({ tx, actor }, { sessionId, name }) {
    const mine = and(
      eq(sessions.id, sessionId),
      eq(sessions.userId, actor.userId),
      isNull(sessions.revokedAt),
    );
    const [before] = await tx
      .select({ name: sessions.name, userAgent: sessions.userAgent })
      .from(sessions)
      .where(mine)
      .for("update");
    if (!before) throw notFound("session");
    await tx
      .update(sessions)
      .set({ name: name || null })
      .where(mine);
    return {
      result: { name: name || deviceName(before.userAgent) },
      audit: {
        target: sessionId,
        workspaceId: null,
        about: { userId: actor.userId, fields: { was: before.name ?? "", is: name } },
      },
    };
  },
});
