import { readyToAppendAll } from "#lib/core/audit/append.ts";
import { ledgerEntries, type Opening, recordOpenings } from "#lib/core/audit/record-openings.ts";
import { connections, enter, type Transaction, translateDatabaseError } from "#lib/core/database/database.ts";
import { type Enqueue, enqueueIn } from "#lib/core/jobs/jobs.ts";
import { type Vault, vaultIn } from "#lib/core/vault/vault.ts";
import type { InWorkspace, Job, User } from "./actor.ts";
import { userOf, workspaceOf } from "./actor.ts";

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
