import type { TransactionSql } from "postgres";
import { openSealed, type SealedPart } from "#lib/core/vault/person-keys.ts";
import type { ChainEntry } from "./canonical.ts";

/** An entry as it stands in the database, with what the hash does not cover. */
export type StoredEntry = ChainEntry & {
  hash: Buffer;
  originSealed: Buffer | null;
  aboutSealed: Buffer | null;
};

/** Where reading a chain goes on: behind the entry of this time and number; at most so many. */
export type ReadFrom = { chain: string; at: string; seq: number; most: number };

/** The next entries of several chains, chain by chain as asked, each in the order of its times. */
export async function readEntries(tx: TransactionSql, from: readonly ReadFrom[]): Promise<StoredEntry[]> {
  const rows = await tx<(Omit<StoredEntry, "seq"> & { seq: string })[]>`
    select chain_id as "chainId", seq, id, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "occurredAt",
      workspace_id as "workspaceId", user_id as "userId", actor_kind as "actorKind", actor_id as "actorId", action, result, target,
      detail::text as detail, ip_bucket as "ipBucket", origin_key as "originKey", origin_sealed as "originSealed",
      origin_commitment as "originCommitment", about_key as "aboutKey", about_sealed as "aboutSealed",
      about_commitment as "aboutCommitment", request_id as "requestId", hash
    from audit_read(${JSON.stringify(from)}::text::jsonb)`;
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

type Personal = { erased: number; broken: Set<StoredEntry> };

/**
 * Opens what is sealed in entries and still has its key: `broken` are those where it is not what the entry committed to; `erased` counts the
 * parts whose key was destroyed.
 */
export async function openPersonal(entries: readonly StoredEntry[]): Promise<Personal> {
  const found: Personal = { erased: 0, broken: new Set() };
  const byWorkspace = new Map<string | null, { entry: StoredEntry; part: SealedPart }[]>();
  for (const entry of entries) {
    for (const name of ["origin", "about"] as const) {
      const [key, sealed, commitment] = [
        entry[`${name}Key`],
        entry[`${name}Sealed`],
        entry[`${name}Commitment`],
      ];
      if (key === null && sealed === null && commitment === null) continue;
      if (key === null || sealed === null || commitment === null) {
        found.broken.add(entry);
        continue;
      }
      const parts = byWorkspace.get(entry.workspaceId) ?? [];
      byWorkspace.set(entry.workspaceId, parts);
      parts.push({ entry, part: { key, sealed, commitment } });
    }
  }
  for (const [workspaceId, parts] of byWorkspace) {
    const opened = await openSealed(
      workspaceId,
      parts.map(({ part }) => part),
    );
    opened.forEach((result, at) => {
      const one = parts[at];
      if (result === "erased") found.erased++;
      else if (result === "broken" && one) found.broken.add(one.entry);
    });
  }
  return found;
}
