import type { InWorkspace, Job, User } from "./actor.ts";
import { userOf, workspaceOf } from "./actor.ts";
import { readyToAppendAll } from "./audit.ts";
import { connections, enter, type Transaction, translateDatabaseError } from "./database.ts";
import { type Enqueue, enqueueIn } from "./jobs.ts";
import { ledgerEntries, type Opening, recordOpenings } from "./ledger.ts";
import { type Vault, vaultIn } from "./vault.ts";

type WorkContext = { tx: Transaction; vault: Vault; enqueue: Enqueue };

/**
 * A transaction of slow work under way: claims, leases, results, weather. Only for tables that owe no audit entry; the others
 * refuse the commit, so what is worth recording still goes through a command. What it opens is recorded all the same.
 * @throws AppError unavailable when the database does not answer.
 */
export async function work<R>(
  actor: InWorkspace | User | Job,
  run: (context: WorkContext) => Promise<R>,
): Promise<R> {
  const opened: Opening[] = [];
  try {
    return await connections().writer.transaction(async (tx) => {
      const entered = enter(tx, workspaceOf(actor), userOf(actor));
      const [, result] = await Promise.all([
        entered,
        run({ tx, vault: vaultIn(tx, opened), enqueue: enqueueIn(tx) }),
      ]);
      await (await readyToAppendAll(tx, actor, ledgerEntries(opened)))();
      return result;
    });
  } catch (error) {
    await recordOpenings(actor, opened);
    throw translateDatabaseError(error);
  }
}
