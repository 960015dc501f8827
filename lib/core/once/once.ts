import { type SQL, sql } from "drizzle-orm";
import type { Actor } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { type AppError, conflict } from "#lib/core/errors.ts";

/**
 * A form's one-time key, 32 hex digits, and the SHA-256 of what the form says, without secrets. `again`: it was sent before and
 * got no answer.
 */
export type Once = { key: string; said: Buffer; again?: boolean };

export type Repeated = { repeated: unknown };

/**
 * Runs a change once for its key and keeps the result with it, in the change's own transaction. A second call gets the first
 * one's result; one at the same time waits for the first. A run that ends in a refusal keeps nothing. Another text is another
 * change.
 * @throws AppError conflict when a form is sent again with another text than the one that was done.
 */
export async function runOnce<O extends { result: unknown } | { refusal: AppError }>(
  tx: Transaction,
  actor: Actor,
  { name, once }: { name: string; once: Once },
  run: () => Promise<O>,
): Promise<O | Repeated> {
  if (actor.kind !== "member" && actor.kind !== "apiKey") return run();
  const sender = actor.kind === "member" ? actor.userId : actor.keyId;
  const ofForm = sql`workspace_id = ${actor.workspaceId} and user_id = ${sender} and key = ${once.key}`;
  const mine = sql`${ofForm} and said = ${once.said}`;
  if (once.again) await refuseChanged(tx, sql`${ofForm} and said <> ${once.said}`);
  const [first] = await tx.execute(sql`
    insert into command_results (workspace_id, user_id, key, said, command)
    values (${actor.workspaceId}, ${sender}, ${once.key}, ${once.said}, ${name})
    on conflict do nothing returning key`);
  if (!first) {
    const [stored] = await tx.execute<{ result: unknown }>(
      sql`select result from command_results where ${mine} and command = ${name}`,
    );
    if (!stored) throw conflict("This form was sent for something else. Open the page again.");
    return { repeated: stored.result };
  }

  const outcome = await run();
  await tx.execute(
    "refusal" in outcome
      ? sql`delete from command_results where ${mine}`
      : sql`update command_results set result = ${JSON.stringify(outcome.result ?? null)}::jsonb where ${mine}`,
  );
  return outcome;
}

async function refuseChanged(tx: Transaction, others: SQL) {
  const [done] = await tx.execute(sql`select from command_results where ${others} limit 1`);
  if (done)
    throw conflict(
      "This was done the first time you sent it, without what you changed since. Look at it before you send again.",
    );
}
