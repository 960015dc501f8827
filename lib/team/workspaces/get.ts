import { eq } from "drizzle-orm";
import { z } from "zod";
import { workspaces } from "#db/schema/workspaces.ts";
import { notFound } from "#lib/core/errors.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns the member's own workspace. */
export const getWorkspace = query({
  name: "workspace.get",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor }) {
    const [workspace] = await db
      .select({
        id: workspaces.id,
        name: workspaces.name,
        plan: workspaces.plan,
        senderName: workspaces.senderName,
        senderColour: workspaces.senderColour,
        postalAddress: workspaces.postalAddress,
        timeZone: workspaces.timeZone,
        canadianConsent: workspaces.canadianConsent,
        createdAt: workspaces.createdAt,
      })
      .from(workspaces)
      .where(eq(workspaces.id, actor.workspaceId));
    if (!workspace) throw notFound("workspace");
    return workspace;
  },
});
