import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { workspaces } from "#db/schema/workspaces.ts";
import { type LogoRow, logoShown } from "#lib/audience/subscriber-pages/logo-link.ts";
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
        audience: workspaces.audience,
        createdAt: workspaces.createdAt,
        logo: sql<LogoRow>`(select jsonb_build_object('id', l.id, 'width', l.width, 'height', l.height) from logos l
          where l.workspace_id = workspaces.id and l.newsletter_id is null)`,
      })
      .from(workspaces)
      .where(eq(workspaces.id, actor.workspaceId));
    if (!workspace) throw notFound("workspace");
    return { ...workspace, logo: logoShown(workspace.id, workspace.logo) };
  },
});
