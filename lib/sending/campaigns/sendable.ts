import type { Member } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";
import { checkLines } from "./check-lines.ts";
import { readFacts } from "./facts.ts";

/**
 * For a campaign that is to go on: what every message needs is still there.
 * @throws AppError conflict when the account is disconnected, or the workspace's sender name or address is gone.
 */
export async function requireSendable(tx: Transaction, actor: Member, campaignId: string) {
  const facts = await readFacts(tx, actor, campaignId);
  const stop = checkLines(facts, null).find(
    ({ id, state }) => state === "stop" && ["account", "sender_name", "postal_address"].includes(id),
  );
  if (stop) throw conflict(stop.text);
}
