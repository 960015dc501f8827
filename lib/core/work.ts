import { appendSealed } from "#lib/core/audit/append.ts";
import { openingEntries, recordOpenings } from "#lib/core/audit/record-openings.ts";
import { sealEntries } from "#lib/core/audit/seal-entries.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { pipelined } from "#lib/core/database/pipelined.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { translateDatabaseError } from "#lib/core/database/translate-error.ts";
import { type Enqueue, enqueueIn } from "#lib/core/jobs/jobs.ts";
import type { Opening } from "#lib/core/vault/opening.ts";
import { type Vault, vaultIn } from "#lib/core/vault/vault.ts";
import type { InWorkspace, Job, User } from "./actor.ts";
import { userOf, workspaceOf } from "./actor.ts";

type WorkContext = { tx: Transaction; vault: Vault; enqueue: Enqueue };

/**
 * Runs a transaction of slow work under way: claims, leases, results, back-off. It serves tables that owe no audit entry,
 * because any other table refuses the commit without one. Openings of secrets are recorded all the same.
 *
 * @throws AppError unavailable when the database does not answer.
 */
export async function work<R>(
  actor: InWorkspace | User | Job,
  run: (context: WorkContext) => Promise<R>,
): Promise<R> {
  const opened: Opening[] = [];
  try {
    return await connections().writer.transaction(async (tx) => {
      const result = await pipelined(
        enter(tx, workspaceOf(actor), userOf(actor)),
        run({ tx, vault: vaultIn(tx, opened), enqueue: enqueueIn(tx, workspaceOf(actor)) }),
      );
      await appendSealed(tx, await sealEntries(tx, actor, openingEntries(opened)));
      return result;
    });
  } catch (error) {
    await recordOpenings(actor, opened);
    throw translateDatabaseError(error);
  }
}
