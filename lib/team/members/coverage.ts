import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { passkeys } from "#db/schema/passkeys.ts";
import { users } from "#db/schema/users.ts";
import { memberships, workspaces } from "#db/schema/workspaces.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { memberColumns } from "./columns.ts";

const MOST_SHOWN = 100;

/**
 * Returns how much of the team has a second factor. A passkey counts where no authenticator app is on. `since` is
 * when they joined or turned theirs off, the later one. Lists the first 100 unprotected people, longest first.
 */
export const getCoverage = query({
  name: "member.coverage",
  allow: workspaceAdmin,
  input: z.object({}),
  async run({ db, actor }) {
    const covered = sql`(${users.totpEnabledAt} is not null or exists (select from ${passkeys} where ${passkeys.userId} = ${users.id}))`;
    const [sums] = await db
      .select({
        people: sql<number>`count(*)::int`,
        covered: sql<number>`count(*) filter (where ${covered})::int`,
      })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(owned(memberships, actor));
    const [workspace] = await db
      .select({ requiredFrom: workspaces.twoFactorRequiredFrom })
      .from(workspaces)
      .where(eq(workspaces.id, actor.workspaceId));
    if (!sums || !workspace) throw notFound("workspace");
    const since = sql<Date>`greatest(${memberships.createdAt}, ${users.totpDisabledAt})`.mapWith(toDate);
    const unprotected = await db
      .select({
        ...memberColumns,
        since,
        remindedAt: memberships.remindedAt,
        remindedToday: sql<boolean>`coalesce(${memberships.remindedAt} > now() - interval '1 day', false)`,
      })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(and(owned(memberships, actor), sql`not ${covered}`))
      .orderBy(asc(since), asc(memberships.userId))
      .limit(MOST_SHOWN);
    return { ...sums, ...workspace, unprotected };
  },
});

const toDate = (value: string | Date) => new Date(value);
