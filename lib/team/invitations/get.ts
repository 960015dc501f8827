import { sql } from "drizzle-orm";
import { z } from "zod";
import { visitor } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { bounded } from "#lib/core/text.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { openInvitation } from "./open.ts";

/**
 * Returns what the holder of an invitation's link may know: the workspace, inviter, role and address, whether
 * that address has an account, and whether the link was mailed to it. Null for every dead link.
 */
export const getInvitation = query({
  name: "invitation.get",
  allow: visitor,
  input: z.object({ token: bounded(200) }),
  async run({ db }, { token }) {
    const invitation = await openInvitation(db, token);
    if (!invitation) return null;
    const hash = hashToken(token);
    const [facts] = await db.execute<{ hasAccount: boolean; mailed: boolean }>(
      sql`select invitation_has_account(${hash}) as "hasAccount", invitation_was_mailed(${hash}) as mailed`,
    );
    return { ...invitation, hasAccount: facts?.hasAccount === true, mailed: facts?.mailed === true };
  },
});
