import { chainHash, digestOf, noHash } from "#lib/audit/chain/canonical.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import type { CheckpointLine, ExportEntry, ExportHead, LeftOut, Personal } from "./format.ts";

/** Where a file first differs from its record, and the reason in words. */
export type Break = {
  /** Line of the file, from 1; of the CSV for its rows. */
  line: number | null;
  chain: string | null;
  seq: number | null;
  id: string | null;
  /** Time of the event according to the entry. */
  at: string | null;
  action: string | null;
  why: string;
};

export class BrokenExport extends Error {
  override readonly name = "BrokenExport";
  readonly broken: Break;

  constructor(why: string, where: Partial<Break> = {}) {
    super(why);
    this.broken = { line: null, chain: null, seq: null, id: null, at: null, action: null, ...where, why };
  }
}

type Item = { line: number } & ({ row: ExportEntry } | { leftOut: LeftOut });

/**
 * Follows the chains of a file entry by entry, holding one hash however long the file.
 * @throws BrokenExport from each call, at the first difference from the record.
 */
export function followChains(head: ExportHead) {
  const { chains } = head;
  let at = 0;
  let seq = chains[0]?.after.seq ?? 0;
  let hash = hashOf(chains[0]);
  let blind = false; // whether the item before was left out, and so could be the wrong one
  const ends = new Map<string, Buffer>();
  const counts = { entries: 0, leftOut: 0 };

  function next(item: Item) {
    const where = whereOf(item);
    while (chains[at] && seq === chains[at]?.to && where.chain !== chains[at]?.chain) leaveChain();
    const chain = chains[at];
    if (!chain || where.chain !== chain.chain)
      throw new BrokenExport(
        chain ? missing(chain.to, seq) : "It is of a chain that the head does not name.",
        where,
      );
    if (where.seq <= seq)
      throw new BrokenExport(
        `Entry ${where.seq} stands behind entry ${seq}: it was added, doubled or moved.`,
        where,
      );
    if (where.seq !== seq + 1)
      throw new BrokenExport(`${missing(where.seq - 1, seq)} This one follows.`, where);
    if (where.seq > chain.to)
      throw new BrokenExport("It stands behind the last entry the checkpoint covers: it was added.", where);
    if ("row" in item) check(item, where);
    else {
      hash = chainHash(Buffer.from(item.leftOut.digest, "hex"), hash);
      counts.leftOut++;
    }
    blind = "leftOut" in item;
    seq++;
  }

  function check({ row }: Item & { row: ExportEntry }, where: Place) {
    hash = chainHash(digestOf(row.entry), hash);
    if (hash.toString("hex") !== row.hash)
      throw new BrokenExport(
        blind
          ? "What it says, or the digest of an entry left out just before it, is not what was recorded."
          : "What it says is not what was recorded.",
        where,
      );
    provePersonal(row.origin, row.entry.originKey, row.entry.originCommitment, "address and browser", where);
    provePersonal(row.about, row.entry.aboutKey, row.entry.aboutCommitment, "personal data", where);
    counts.entries++;
  }

  function leaveChain() {
    const { chain } = chains[at] as ExportHead["chains"][number];
    ends.set(chain, hash);
    at++;
    blind = false;
    seq = chains[at]?.after.seq ?? 0;
    hash = hashOf(chains[at]);
  }

  /** Checks after the last entry that each chain is complete and ends as the checkpoint says. */
  function end(checkpoint: CheckpointLine) {
    while (chains[at] && seq === chains[at]?.to) leaveChain();
    const unfinished = chains[at];
    if (unfinished)
      throw new BrokenExport(missing(unfinished.to, seq), { chain: unfinished.chain, seq: seq + 1 });
    for (const { chain, after, to } of chains) {
      const found = checkpoint.chains.find((each) => each.chain === chain);
      if (!found || found.seq !== to)
        throw new BrokenExport("The checkpoint does not cover this chain.", { chain });
      if (found.hash !== ends.get(chain)?.toString("hex"))
        throw new BrokenExport(
          "The chain does not end as the checkpoint says: entries were changed together with their hashes.",
          { chain, seq: to },
        );
      const begins =
        after.seq === 0
          ? noHash.toString("hex")
          : after.seq === found.anchor_seq
            ? found.anchor_hash
            : after.hash;
      if (after.hash !== begins || after.seq < found.anchor_seq)
        throw new BrokenExport("The file does not begin where the chain does.", { chain, seq: after.seq });
    }
  }

  return { next, end, counts };
}

type Place = Partial<Break> & { chain: string; seq: number };

function whereOf(item: Item): Place {
  if ("leftOut" in item) return { line: item.line, chain: item.leftOut.chain, seq: item.leftOut.seq };
  const { chainId, seq, id, occurredAt, action } = item.row.entry;
  return { line: item.line, chain: chainId, seq, id, at: occurredAt, action };
}

const hashOf = (chain: ExportHead["chains"][number] | undefined) =>
  chain ? Buffer.from(chain.after.hash, "hex") : noHash;

const missing = (to: number, seq: number) =>
  to === seq + 1 ? `Entry ${to} is missing.` : `Entries ${seq + 1} to ${to} are missing.`;

function provePersonal(
  personal: Personal,
  key: string | null,
  commitment: Buffer | null,
  what: string,
  where: Place,
) {
  if (personal === "erased" && commitment && key) return;
  if (personal === "broken")
    throw new BrokenExport(
      `Its ${what} could not be opened when the file was made: what was stored was changed.`,
      where,
    );
  const proved =
    personal === null || personal === "erased"
      ? personal === null && !key && !commitment
      : commitment !== null &&
        sha256(
          Buffer.concat([Buffer.from(personal.salt, "hex"), Buffer.from(JSON.stringify(personal.fields))]),
        ).equals(commitment);
  if (!proved) throw new BrokenExport(`The ${what} it shows is not what was recorded.`, where);
}
