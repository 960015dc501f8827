import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns a newsletter's welcome mail as it is written; null where none was. */
export const getWelcome = query({
  name: "campaign.get_welcome",
  allow: workspaceViewer,
  input: z.object({ newsletterId: z.uuid() }),
  async run({ db, actor }, { newsletterId }) {
    const [found] = await db
      .select({
        id: campaigns.id,
        subject: campaigns.subject,
        body: campaigns.body,
        emailAccountId: campaigns.emailAccountId,
        pauseReason: campaigns.pauseReason,
      })
      .from(campaigns)
      .where(
        and(owned(campaigns, actor), eq(campaigns.newsletterId, newsletterId), eq(campaigns.kind, "welcome")),
      );
    return found ?? null;
  },
});
