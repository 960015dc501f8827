import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/users.ts";
import { visitor } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { bounded } from "#lib/core/text.ts";
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
    const [account] = await db
      .select({ id: users.id })
      .from(users)
      .where(
        and(eq(users.email, invitation.email), isNotNull(users.emailVerifiedAt), isNull(users.disabledAt)),
      );
    return { ...invitation, hasAccount: account !== undefined };
  },
});
