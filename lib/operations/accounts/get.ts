import { sql } from "drizzle-orm";
import { z } from "zod";
import { signedIn } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { namedOwners } from "#lib/operations/installation-owner.ts";

export type Account = {
  id: string;
  name: string;
  email: string;
  verified: boolean;
  createdAt: Date;
  workspaces: string[];
  /** Live sessions. */
  sessions: number;
  lastSeenAt: Date | null;
};

/** Returns an account as the installation's owner sees it; null for everybody else, as for an id that nobody has. */
export const getAccount = query({
  name: "account.get",
  allow: signedIn,
  input: z.object({ userId: z.uuid() }),
  async run({ db }, { userId }): Promise<Account | null> {
    const [row] =
      await db.execute<Row>(sql`select id, name, email, verified, created_at, workspaces, sessions, last_seen_at
      from account_for_owner(${userId}, ${namedOwners()})`);
    if (!row) return null;
    const { created_at: createdAt, last_seen_at: lastSeenAt, ...rest } = row;
    return { ...rest, createdAt: new Date(createdAt), lastSeenAt: lastSeenAt ? new Date(lastSeenAt) : null };
  },
});

type Row = Omit<Account, "createdAt" | "lastSeenAt"> & { created_at: string; last_seen_at: string | null };
