import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Actor } from "#lib/core/actor.ts";
import type { AuditEntry, AuditResult } from "#lib/core/audit-entry.ts";
import { prepared } from "#lib/core/database/prepared.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import type { SealedPart } from "#lib/core/vault/person-keys.ts";
import { type SealedEntry, sealEntries } from "./seal-entries.ts";

/** Appends one entry to the workspace's chain, otherwise to the account's, otherwise to the installation's. */
export async function appendAudit(
  tx: Transaction,
  actor: Actor,
  action: string,
  result: AuditResult,
  entry: AuditEntry = {},
): Promise<void> {
  await appendSealed(tx, await sealEntries(tx, actor, [{ action, result, entry }]));
}

/**
 * Appends sealed entries. All statements are sent at the call, so that a commit may be sent behind them without
 * awaiting.
 */
export async function appendSealed(tx: Transaction, entries: readonly SealedEntry[]): Promise<void> {
  await Promise.all(entries.map((entry) => append(tx, entry)));
}

const append = (tx: Transaction, entry: SealedEntry) =>
  prepared(
    tx,
    sql`select audit_append(${uuidv7()}, ${entry.workspaceId}, ${entry.userId}, ${entry.actorKind}, ${entry.actorId},
      ${entry.action}, ${entry.result}, ${entry.target}, ${entry.detail}, ${row(entry.origin, entry.ipBucket)},
      ${row(entry.about, null)}, ${entry.requestId})`,
  );

const row = (part: SealedPart | null, bucket: number | null) =>
  sql`row(${part?.key ?? null}::uuid, ${part?.sealed ?? null}::bytea, ${part?.commitment ?? null}::bytea, ${bucket}::smallint)::audit_sealed`;
