import { sql } from "drizzle-orm";
import type { Actor } from "#lib/core/actor.ts";
import { appendAudit } from "#lib/core/audit/append.ts";
import type { CommandContext } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { isPlainName } from "#lib/mail/platform/person.ts";

type Key = {
  workspaceId: string;
  id: string;
  name: string;
  lastFour: string;
  workspaceName: string;
  revoked: boolean;
};

const MOST_NAMED = 5;

/** Returns the working API keys that a user made, in every workspace they belong to, newest first. */
export const keysMadeBy = (tx: Transaction, userId: string) => read(tx, userId, null);

/** Revokes those made since then, and returns all. A key of the thief's would otherwise outlive the session. */
export const endKeysSince = (tx: Transaction, userId: string, since: Date) => read(tx, userId, since);

/** Returns the keys as a paragraph of a mail; null without any. They are named by their ends, because a name may be a message. */
export function keysWords(keys: Key[]): string | null {
  const [ended, working] = [keys.filter(({ revoked }) => revoked), keys.filter(({ revoked }) => !revoked)];
  const parts = [
    ended.length > 0 && `API keys made since then are revoked: ${listed(ended)}.`,
    working.length > 0 &&
      `These API keys of yours still work: ${listed(working)}. Rotate each one that was kept where somebody else could read it.`,
  ];
  return parts.filter(Boolean).join(" ") || null;
}

/** Writes each revoked key into the log of its workspace, which is entered for it. */
export async function recordEnded(
  { tx, actor, enterWorkspace }: Pick<CommandContext<Actor>, "tx" | "actor" | "enterWorkspace">,
  userId: string,
  keys: Key[],
): Promise<void> {
  for (const { workspaceId, id, lastFour } of byWorkspace(keys.filter(({ revoked }) => revoked))) {
    await enterWorkspace(workspaceId);
    await appendAudit(tx, actor, "api_key.revoke", "done", {
      target: id,
      workspaceId,
      userId,
      detail: { lastFour },
    });
  }
}

// In one order, so that two transactions never wait for each other's logs.
const byWorkspace = (keys: Key[]) => keys.toSorted((a, b) => (a.workspaceId < b.workspaceId ? -1 : 1));

async function read(tx: Transaction, userId: string, since: Date | null): Promise<Key[]> {
  const rows = await tx.execute<Key>(sql`
    select workspace_id as "workspaceId", key_id as id, name, last_four as "lastFour", workspace_name as "workspaceName", revoked
    from api_keys_made_by(${userId}, ${since?.toISOString() ?? null})`);
  return [...rows];
}

function listed(keys: Key[]): string {
  const named = keys.slice(0, MOST_NAMED).map(({ name, lastFour, workspaceName }) => {
    const where = [name, workspaceName].filter(isPlainName).join(", ");
    return `the one that ends in ${lastFour}${where && ` (${where})`}`;
  });
  const more = keys.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}
