import { sql } from "drizzle-orm";
import type { Actor, Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { AppError } from "#lib/core/errors.ts";

/** A form's one-time key, 32 hex digits, and the SHA-256 of what the form says, without secrets. */
export type Once = { key: string; said: Buffer };

export type Repeated = { repeated: unknown };

type Stored = { command: string; same: boolean; result: unknown };

/**
 * Runs a change once for its key and keeps the result with it, in the change's own transaction. A second call gets the first
 * one's result; one at the same time waits for the first. A run that ends in a refusal keeps nothing.
 * @throws AppError conflict when the key was used for something else.
 */
export async function runOnce<O extends { result: unknown } | { refusal: AppError }>(
  tx: Transaction,
  actor: Actor,
  { name, once }: { name: string; once: Once },
  run: () => Promise<O>,
): Promise<O | Repeated> {
  if (actor.kind !== "member") return run();
  const mine = keyOf(actor, once);
  const [first] = await tx.execute(sql`
    insert into command_results (workspace_id, user_id, key, command, said)
    values (${actor.workspaceId}, ${actor.userId}, ${once.key}, ${name}, ${once.said})
    on conflict do nothing returning key`);
  if (!first) return repeat(tx, mine, name, once);

  const outcome = await run();
  await tx.execute(
    "refusal" in outcome
      ? sql`delete from command_results where ${mine}`
      : sql`update command_results set result = ${JSON.stringify(outcome.result ?? null)}::jsonb where ${mine}`,
  );
  return outcome;
}

const keyOf = ({ workspaceId, userId }: Member, { key }: Once) =>
  sql`workspace_id = ${workspaceId} and user_id = ${userId} and key = ${key}`;

async function repeat(
  tx: Transaction,
  mine: ReturnType<typeof keyOf>,
  name: string,
  { said }: Once,
): Promise<Repeated> {
  const [stored] = await tx.execute<Stored>(
    sql`select command, said = ${said} as same, result from command_results where ${mine}`,
  );
  if (stored?.command === name && stored.same) return { repeated: stored.result };
  throw new AppError(
    "conflict",
    "This was done the first time you sent it, without what you changed since. Look at it before you send again.",
  );
}
