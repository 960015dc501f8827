import type { SQL } from "drizzle-orm";
import { type ChainEntry, digestOf } from "#lib/audit/chain/canonical.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { openSealed, type SealedPart } from "#lib/core/vault/person-keys.ts";
import { provenCells, type Shown } from "./csv.ts";
import type { ExportEntry, ExportHead, Personal } from "./format.ts";
import { type ExportRow, readChain } from "./read.ts";
import type { ExportItem } from "./write.ts";

/** One chain to export, from behind `after` to the entry `to`. `at` is the time of entry `after`. */
export type Stretch = ExportHead["chains"][number] & { at: string };

export type Choice = {
  /** Condition on an entry that the database can check. */
  fits: SQL;
  /** Keeps the entries that still match once their sealed data is opened; null when none must be opened. */
  only: ((rows: ExportRow[]) => Promise<ExportRow[]>) | null;
};

/** Returns the words for entries, in their order; null where the file has no readers' columns. */
export type Words =
  | ((rows: ExportRow[]) => Promise<Pick<Shown, "who" | "what" | "place" | "browser">[]>)
  | null;

const entriesPerRead = 2000;

/**
 * Yields the entries of the chains in portions, each opened or reduced to its digest, so that
 * memory does not grow with the log. The next portion is read while the previous one is written.
 */
export async function* entriesOf(
  actor: WorkspaceJob,
  chains: readonly Stretch[],
  choice: Choice,
  words: Words,
): AsyncGenerator<ExportItem[], void, undefined> {
  for (const chain of chains) {
    let reading = portion(chain.at, chain.after.seq);
    for (let rows = await reading; rows.length > 0; rows = await reading) {
      const last = rows.at(-1) as ExportRow;
      reading = portion(last.at, Number(last.seq));
      reading.catch(() => {}); // its error is handled at the next await
      yield itemsOf(actor, rows, choice, words);
    }

    function portion(at: string, seq: number): Promise<ExportRow[]> {
      return readChain(
        actor,
        { id: chain.chain, after: { at, seq }, to: chain.to },
        choice.fits,
        entriesPerRead,
      );
    }
  }
}

async function itemsOf(
  actor: WorkspaceJob,
  rows: ExportRow[],
  { only }: Choice,
  words: Words,
): Promise<ExportItem[]> {
  const fitting = rows.filter(({ fits }) => fits);
  const shown = only ? await only(fitting) : fitting;
  const [origins, abouts, said] = await Promise.all([
    openAll(
      actor,
      shown.map((row) => partOf(row.origin_key, row.origin_sealed, row.origin_commitment)),
    ),
    openAll(
      actor,
      shown.map((row) => partOf(row.about_key, row.about_sealed, row.about_commitment)),
    ),
    words ? words(shown) : [],
  ]);
  const places = new Map(shown.map((row, at) => [row, at]));
  return rows.map((row) => {
    const at = places.get(row);
    const entry = chainEntryOf(row);
    if (at === undefined)
      return { leftOut: { chain: entry.chainId, seq: entry.seq, digest: digestOf(entry).toString("hex") } };
    const exported: ExportEntry = {
      entry,
      origin: origins[at] ?? null,
      about: abouts[at] ?? null,
      hash: row.hash.toString("hex"),
    };
    return { row: exported, shown: { ...noWords, ...said[at], ...provenCells(exported) } };
  });
}

const noWords = { who: null, what: "", place: null, browser: null };

async function openAll(actor: WorkspaceJob, parts: (SealedPart | "none" | "broken")[]): Promise<Personal[]> {
  const sealed = parts.filter((part) => typeof part === "object");
  const opened = (await openSealed(actor.workspaceId, sealed))[Symbol.iterator]();
  return parts.map((part) => {
    if (typeof part === "string") return part === "none" ? null : part;
    const found = opened.next().value ?? "broken";
    return typeof found === "object" ? { salt: found.salt.toString("hex"), fields: found.fields } : found;
  });
}

function partOf(
  key: string | null,
  sealed: Buffer | null,
  commitment: Buffer | null,
): SealedPart | "none" | "broken" {
  if (key && sealed && commitment) return { key, sealed, commitment };
  return key || sealed || commitment ? "broken" : "none";
}

function chainEntryOf(row: ExportRow): ChainEntry {
  return {
    chainId: row.chain_id,
    seq: Number(row.seq),
    id: row.id,
    occurredAt: row.at,
    workspaceId: row.workspace_id,
    userId: row.user_id,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    action: row.action,
    result: row.result,
    target: row.target,
    detail: row.detail,
    ipBucket: row.ip_bucket,
    originKey: row.origin_key,
    originCommitment: row.origin_commitment,
    aboutKey: row.about_key,
    aboutCommitment: row.about_commitment,
    requestId: row.request_id,
  };
}
