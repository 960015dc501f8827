import { and, eq, isNotNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import { memberships, workspaces } from "#db/schema/workspaces.ts";
import { command } from "#lib/core/command.ts";
import { conflict, forbidden } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";
import { browserTimeZone } from "#lib/core/time-zone.ts";
import { workspaceName } from "#lib/mail/names.ts";

const MOST_OWNED = 20;

/**
 * Creates a workspace that the user owns, in their own time zone or their browser's, and moves the session to it. Needs
 * a verified address.
 */
export const createWorkspace = command({
  name: "workspace.create",
  allow: signedIn,
  limit: {
    per: "user",
    max: 20,
    windowSeconds: 3600,
    words: "You can create at most 20 workspaces an hour.",
  },
  locks: "account",
  input: z.object({ name: workspaceName, timeZone: browserTimeZone }),
  async run({ tx, actor, enterWorkspace }, { name, timeZone: browserZone }) {
    // The user's row is locked, so that concurrent calls cannot pass the limit together.
    const [verified] = await tx
      .select({ id: users.id, timeZone: users.timeZone })
      .from(users)
      .where(and(eq(users.id, actor.userId), isNotNull(users.emailVerifiedAt)))
      .for("update");
    if (!verified) throw forbidden();
    const [owned] = await tx
      .select({ count: sql<number>`count(*)::int` })
      .from(memberships)
      .where(and(eq(memberships.userId, actor.userId), eq(memberships.role, "owner")));
    if ((owned?.count ?? 0) >= MOST_OWNED)
      throw conflict(`You own ${MOST_OWNED} workspaces already, which is the most.`);

    const id = uuidv7();
    await enterWorkspace(id);
    const timeZone = verified.timeZone ?? browserZone;
    await tx.insert(workspaces).values({ id, name, ...(timeZone && { timeZone }) });
    await tx.insert(memberships).values({ workspaceId: id, userId: actor.userId, role: "owner" });
    await tx
      .update(sessions)
      .set({ workspaceId: id })
      .where(and(eq(sessions.id, actor.sessionId), eq(sessions.userId, actor.userId)));

    return { result: { id, name }, audit: { target: id, workspaceId: id, detail: { name } } };
  },
});
