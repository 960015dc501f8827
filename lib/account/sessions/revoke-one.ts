import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { sessions } from "#db/schema/sessions.ts";
import { deviceName } from "#lib/account/devices/device-name.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { tellSignedOut } from "./tell-signed-out.ts";

/**
 * Ends one of the caller's own sessions; that browser's next request is anonymous.
 * @throws AppError notFound for another user's session.
 */
export const revokeSession = command({
  name: "session.revoke_one",
  allow: signedIn,
  fresh: true,
  locks: "account",
  input: z.object({ sessionId: z.uuid() }),
  async run(context, { sessionId }) {
    const { tx, actor } = context;
    const [ended] = await tx
      .update(sessions)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, actor.userId), isNull(sessions.revokedAt)))
      .returning({ id: sessions.id, userAgent: sessions.userAgent });
    if (!ended) throw notFound("session");
    if (ended.id !== actor.sessionId) await tellSignedOut(context, 1);

    return {
      result: { device: deviceName(ended.userAgent) },
      audit: { target: ended.id, workspaceId: null },
    };
  },
});
