import type { TransactionSql } from "postgres";
import { openSealed, type SealedPart } from "#lib/core/vault/person-keys.ts";
import type { ChainEntry } from "./canonical.ts";

/** Entry as the database stores it, with the fields that the hash does not cover. */
export type StoredEntry = ChainEntry & {
  hash: Buffer;
  originSealed: Buffer | null;
  aboutSealed: Buffer | null;
};

/**
 * Position from which a chain is read on: behind the entry of this time and number, at most `most`
 * entries.
 */
export type ReadFrom = { chain: string; at: string; seq: number; most: number };

/** Returns the next entries of several chains, chain by chain in the given order, each sorted by time. */
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

type Personal = { erased: number; broken: Set<StoredEntry>; keyless: Set<StoredEntry> };

/**
 * Opens the sealed parts of entries whose key still exists. `broken` lists entries whose part
 * differs from their commitment; `erased` counts parts whose key was destroyed, and `keyless` lists
 * the entries of those whose destruction the log does not tell.
 */
export async function openPersonal(tx: TransactionSql, entries: readonly StoredEntry[]): Promise<Personal> {
  const broken = new Set<StoredEntry>();
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
        broken.add(entry);
        continue;
      }
      const parts = byWorkspace.get(entry.workspaceId) ?? [];
      byWorkspace.set(entry.workspaceId, parts);
      parts.push({ entry, part: { key, sealed, commitment } });
    }
  }
  const erased: { entry: StoredEntry; key: string }[] = [];
  for (const [workspaceId, parts] of byWorkspace) {
    const opened = await openSealed(
      workspaceId,
      parts.map(({ part }) => part),
    );
    opened.forEach((result, at) => {
      const one = parts[at];
      if (!one) return;
      if (result === "erased") erased.push({ entry: one.entry, key: one.part.key });
      else if (result === "broken") broken.add(one.entry);
    });
  }
  const told = await forgottenOf(tx, [...new Set(erased.map(({ key }) => key))]);
  const keyless = new Set(erased.filter(({ key }) => !told.has(key)).map(({ entry }) => entry));
  return { erased: erased.length, broken, keyless };
}

/** Returns those of the missing keys whose destruction an entry of the log tells. */
async function forgottenOf(tx: TransactionSql, keys: string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await tx<{ key: string }[]>`select key from audit_forgotten(${keys}::uuid[]) as key`;
  return new Set(rows.map(({ key }) => key));
}
