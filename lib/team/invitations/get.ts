import { sql } from "drizzle-orm";
import { z } from "zod";
import { visitor } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { bounded } from "#lib/core/text.ts";
import { hashToken } from "#lib/crypto/tokens.ts";
import { openInvitation } from "./open.ts";

/**
 * Returns what the holder of an invitation's link may know: the workspace, inviter, role and address, and whether
 * that address has an account. Null for every dead link.
 */
export const getInvitation = query({
  name: "invitation.get",
  allow: visitor,
  input: z.object({ token: bounded(200) }),
  async run({ db }, { token }) {
    const invitation = await openInvitation(db, token);
    if (!invitation) return null;
    const [account] = await db.execute<{ exists: boolean }>(
      sql`select invitation_has_account(${hashToken(token)}) as exists`,
    );
    return { ...invitation, hasAccount: account?.exists === true };
  },
});
