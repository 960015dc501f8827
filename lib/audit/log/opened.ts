import type { Row } from "#lib/audit/log/search/read.ts";
import { type Opened, openSealed, type SealedPart } from "#lib/core/vault/person-keys.ts";

/** Personal data of an entry; null where it holds none. */
export type Personal = Opened["fields"] | "erased" | "broken" | null;

/** Returns the origin of each entry, in the order of the rows. */
export const originsOf = (workspaceId: string, rows: readonly Row[]): Promise<Personal[]> =>
  openAll(
    workspaceId,
    rows.map((row) => partOf(row.origin_key, row.origin_sealed, row.origin_commitment)),
  );

/** Returns the people each entry is about, in the order of the rows. */
export const aboutsOf = (workspaceId: string, rows: readonly Row[]): Promise<Personal[]> =>
  openAll(
    workspaceId,
    rows.map((row) => partOf(row.about_key, row.about_sealed, row.about_commitment)),
  );

async function openAll(workspaceId: string, parts: (SealedPart | null)[]): Promise<Personal[]> {
  const opened = await openSealed(
    workspaceId,
    parts.filter((part) => part !== null),
  );
  let at = 0;
  return parts.map((part) => {
    if (!part) return null;
    const found = opened[at++] ?? "broken";
    return typeof found === "object" ? found.fields : found;
  });
}

const partOf = (key: string | null, sealed: Buffer | null, commitment: Buffer | null): SealedPart | null =>
  key && sealed && commitment ? { key, sealed, commitment } : null;
