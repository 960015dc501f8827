import { hash } from "node:crypto";

/** Returns `SHA-256(0x00 || data)` (RFC 9162, 2.1.1). */
export const leafHash = (data: Buffer): Buffer => sha256(Buffer.concat([zero, data]));

const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.concat([one, left, right]));

const sha256 = (data: Buffer) => hash("sha256", data, "buffer");
const zero = Buffer.from([0]);
const one = Buffer.from([1]);

/**
 * The Merkle tree of RFC 9162 (2.1.1) over a changing list of leaf hashes. Hashes again only the
 * nodes above a changed leaf. Pairs joined level by level, with an odd last one carried up, give
 * the root of the RFC's split at a power of two.
 */
export class MerkleTree {
  private readonly levels: Buffer[][] = [[]];
  private readonly changed = new Set<number>();
  /** Index of the first leaf that moved; all later ones moved too. */
  private movedFrom = 0;

  constructor(leaves: readonly Buffer[] = []) {
    this.leaves.push(...leaves);
  }

  get size(): number {
    return this.leaves.length;
  }

  private get leaves(): Buffer[] {
    return this.levels[0] as Buffer[];
  }

  set(index: number, leaf: Buffer) {
    this.leaves[index] = leaf;
    this.changed.add(index);
  }

  insert(index: number, leaf: Buffer) {
    this.leaves.splice(index, 0, leaf);
    this.movedFrom = Math.min(this.movedFrom, index);
  }

  /** Returns the root; without leaves, the SHA-256 of nothing. */
  root(): Buffer {
    this.settle();
    return this.levels.at(-1)?.[0] ?? sha256(Buffer.alloc(0));
  }

  /** Returns a leaf's path (2.1.3.1), from which `verifyInclusion` computes the root. */
  proof(index: number): Buffer[] {
    if (!(index >= 0 && index < this.size)) throw new RangeError("There is no such leaf.");
    this.settle();
    const path: Buffer[] = [];
    for (const level of this.levels.slice(0, -1)) {
      const sibling = level[index ^ 1];
      if (sibling) path.push(sibling);
      index >>= 1;
    }
    return path;
  }

  private settle() {
    let from = this.movedFrom;
    let changed: Iterable<number> = this.changed;
    let depth = 0;
    for (; (this.levels[depth] as Buffer[]).length > 1; depth++) {
      const level = this.levels[depth] as Buffer[];
      this.levels[depth + 1] ??= [];
      const above = this.levels[depth + 1] as Buffer[];
      const parents = new Set<number>();
      for (const at of changed) if (at < from) parents.add(at >> 1);
      from >>= 1;
      above.length = Math.ceil(level.length / 2);
      for (const at of parents) above[at] = joined(level, at);
      for (let at = from; at < above.length; at++) above[at] = joined(level, at);
      changed = parents;
    }
    this.levels.length = depth + 1;
    this.changed.clear();
    this.movedFrom = this.size;
  }
}

function joined(level: Buffer[], parent: number): Buffer {
  const left = level[2 * parent] as Buffer;
  const right = level[2 * parent + 1];
  return right ? nodeHash(left, right) : left;
}

/**
 * Returns whether a leaf is in the tree of this root and size (RFC 9162, 2.1.3.2).
 * @param leaf its hash; `index` its place, from 0
 */
export function verifyInclusion(
  leaf: Buffer,
  index: number,
  size: number,
  path: readonly Buffer[],
  root: Buffer,
): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let place = BigInt(index);
  let last = BigInt(size - 1);
  let reached = leaf;
  for (const sibling of path) {
    if (last === 0n) return false;
    if (place & 1n || place === last) {
      reached = nodeHash(sibling, reached);
      while (!(place & 1n) && place !== 0n) {
        place >>= 1n;
        last >>= 1n;
      }
    } else reached = nodeHash(reached, sibling);
    place >>= 1n;
    last >>= 1n;
  }
  return last === 0n && reached.equals(root);
}
