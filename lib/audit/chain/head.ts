import { leafHash, MerkleTree } from "./merkle.ts";

/**
 * End of a chain: the last entry's number and hash, and the beginning that retention left (0 and
 * zeros when nothing was dropped). Hashes are 64 hex digits.
 */
export type Head = { chainId: string; seq: number; hash: string; anchorSeq: number; anchorHash: string };

/** Hash of a chain without entries, and of the checkpoint before the first. */
export const zeroHash = "0".repeat(64);

/**
 * Returns each text behind its length in bytes (`3:abc,`), null as `-,`, so that two lists never
 * give the same text.
 */
const netstrings = (texts: readonly (string | null)[]): string =>
  texts.map((text) => (text === null ? "-," : `${Buffer.byteLength(text)}:${text},`)).join("");

/** Returns the leaf of a chain in a checkpoint's tree. */
export const leafOf = ({ chainId, seq, hash, anchorSeq, anchorHash }: Head): Buffer =>
  leafHash(Buffer.from(netstrings([chainId, String(seq), hash, String(anchorSeq), anchorHash])));

/** Heads of all chains, in the order of their ids, and the Merkle tree over them. */
export class Heads {
  private ids: string[] = [];
  private byId = new Map<string, Head>();
  private tree = new MerkleTree();

  constructor(heads: Iterable<Head> = []) {
    for (const head of heads) this.byId.set(head.chainId, head);
    this.ids = [...this.byId.keys()].sort();
    this.tree = new MerkleTree(this.ids.map((id) => leafOf(this.byId.get(id) as Head)));
  }

  get size(): number {
    return this.ids.length;
  }

  get(chainId: string): Head | undefined {
    return this.byId.get(chainId);
  }

  *[Symbol.iterator](): Iterator<Head> {
    for (const id of this.ids) yield this.byId.get(id) as Head;
  }

  set(head: Head) {
    const at = this.placeOf(head.chainId);
    if (this.byId.has(head.chainId)) this.tree.set(at, leafOf(head));
    else {
      this.ids.splice(at, 0, head.chainId);
      this.tree.insert(at, leafOf(head));
    }
    this.byId.set(head.chainId, head);
  }

  /** Returns the root as 64 hex digits. */
  root(): string {
    return this.tree.root().toString("hex");
  }

  /**
   * Returns the proof of a chain's head under the root: its index, the size, and the path of RFC
   * 9162, 2.1.3.1, in hex.
   */
  proof(chainId: string): { index: number; size: number; path: string[] } | null {
    if (!this.byId.has(chainId)) return null;
    const index = this.placeOf(chainId);
    return { index, size: this.size, path: this.tree.proof(index).map((part) => part.toString("hex")) };
  }

  /** Returns the index where an id is, or would be. */
  private placeOf(chainId: string): number {
    let [from, to] = [0, this.ids.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.ids[middle] as string) < chainId) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

export const sameHead = (a: Head | undefined, b: Head): boolean =>
  a !== undefined && leafOf(a).equals(leafOf(b));
