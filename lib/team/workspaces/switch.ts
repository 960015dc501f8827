import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { sessions } from "#db/schema/sessions.ts";
import { memberships } from "#db/schema/workspaces.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { signedIn } from "#lib/core/policies.ts";

/** Moves this session to another of the user's workspaces. */
export const switchWorkspace = command({
  name: "workspace.switch",
  allow: signedIn,
  locks: "account",
  input: z.object({ workspaceId: z.uuid("Choose one of your workspaces.") }),
  async run({ tx, actor, enterWorkspace }, { workspaceId }) {
    const [membership] = await tx
      .select({ role: memberships.role })
      .from(memberships)
      .where(and(eq(memberships.workspaceId, workspaceId), eq(memberships.userId, actor.userId)));
    if (!membership) throw notFound("workspace");
    await enterWorkspace(workspaceId);

    await tx
      .update(sessions)
      .set({ workspaceId })
      .where(and(eq(sessions.id, actor.sessionId), eq(sessions.userId, actor.userId)));

    return { result: { workspaceId }, audit: { target: workspaceId, workspaceId } };
  },
});
