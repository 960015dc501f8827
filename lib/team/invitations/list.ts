import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { invitations } from "#db/schema/invitations.ts";
import { users } from "#db/schema/users.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/** Returns invitations that are neither accepted nor cancelled, newest first. An `expired` one can still be sent again. */
export const listInvitations = query({
  name: "invitation.list",
  allow: workspaceAdmin,
  input: z.object(pageInput),
  async run({ db, actor }, { cursor, limit }) {
    const rows = await db
      .select({
        id: invitations.id,
        email: invitations.email,
        role: invitations.role,
        sentAt: invitations.sentAt,
        expiresAt: invitations.expiresAt,
        heldAt: invitations.heldAt,
        expired: sql<boolean>`${invitations.expiresAt} <= now()`,
        invitedBy: users.name,
      })
      .from(invitations)
      .leftJoin(users, eq(users.id, invitations.invitedBy))
      .where(
        and(
          owned(invitations, actor),
          isNull(invitations.acceptedAt),
          isNull(invitations.cancelledAt),
          cursor ? lt(invitations.id, cursor) : undefined,
        ),
      )
      .orderBy(desc(invitations.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});
