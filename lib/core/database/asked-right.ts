import { sql } from "drizzle-orm";
import { type AskingRole, roleNames } from "#lib/core/actor.ts";
import type { Transaction } from "./transaction.ts";

type Asked = { workspaceId: string; userId: string; at: Date; role: AskingRole };

const why = {
  role: "may no longer do this in the workspace",
  factor: "has no two-factor authentication, which the workspace requires",
  disowned: "reported the sign-in that it came from as not theirs",
} as const;

/**
 * Returns why work that a member asked for earlier may not go on, to complete "The person who asked …"; null while it may. It reads
 * the right anew under a lock, because a job has no session of its own. Each step of such work asks it in its own transaction.
 *
 * `role` is the one they asked with, kept with the work. A lowered role refuses even where the lower one would do, as `rightOf` says.
 */
export async function askedRight(
  tx: Transaction,
  { workspaceId, userId, at, role }: Asked,
): Promise<string | null> {
  const roles = `{${roleNames.slice(roleNames.indexOf(role)).join(",")}}`;
  const [row] = await tx.execute<{ reason: keyof typeof why | null }>(
    sql`select asked_right(${workspaceId}, ${userId}, ${roles}::text[], ${at.toISOString()}::timestamptz) as reason`,
  );
  return row?.reason ? why[row.reason] : null;
}
