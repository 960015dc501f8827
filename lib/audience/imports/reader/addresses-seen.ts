import { randomBytes } from "node:crypto";

/**
 * The addresses of one file, each with the line of its first occurrence. An address takes a place
 * of 12 bytes; a million take 25 MB.
 * Keeps only a 64-bit hash. The chance of a false duplicate among n addresses is n²/2^65: 3 in 100
 * million for a million. The seed is random per file, so that an attacker cannot prepare
 * collisions.
 */
export class AddressesSeen {
  #cells = new Int32Array(3 * 4096);
  #capacity = 4096;
  #size = 0;
  readonly #seedA: number;
  readonly #seedB: number;

  constructor(seed: Uint8Array = randomBytes(8)) {
    const view = new DataView(seed.buffer, seed.byteOffset, 8);
    this.#seedA = view.getInt32(0);
    this.#seedB = view.getInt32(4);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Returns the line of an address's first occurrence; 0 for a new address, which it remembers.
   * Lines count from 1.
   */
  meet(address: string, line: number): number {
    // Two multiplicative accumulators, crossed at the end (the cyrb53 construction with all 64 bits kept).
    let a = this.#seedA;
    let b = this.#seedB;
    for (let i = 0; i < address.length; i++) {
      const code = address.charCodeAt(i);
      a = Math.imul(a ^ code, 0x9e3779b1);
      b = Math.imul(b ^ code, 0x5f356495);
      b ^= b >>> 15;
    }
    const mixedA = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
    const mixedB = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);

    if (this.#size >= this.#capacity * 0.7) this.#grow();
    const cells = this.#cells;
    const at = place(cells, this.#capacity, mixedA, mixedB);
    const first = cells[at + 2] as number;
    if (first !== 0) return first;
    cells[at] = mixedA;
    cells[at + 1] = mixedB;
    cells[at + 2] = line;
    this.#size++;
    return 0;
  }

  #grow(): void {
    const capacity = this.#capacity * 2;
    const cells = new Int32Array(3 * capacity);
    const old = this.#cells;
    for (let from = 0; from < old.length; from += 3) {
      if (old[from + 2] === 0) continue;
      const at = place(cells, capacity, old[from] as number, old[from + 1] as number);
      cells[at] = old[from] as number;
      cells[at + 1] = old[from + 1] as number;
      cells[at + 2] = old[from + 2] as number;
    }
    this.#cells = cells;
    this.#capacity = capacity;
    // Frees the memory now, because the garbage collector sees only a small object and would wait.
    (old.buffer as ArrayBuffer).transfer(0);
  }
}

/** Returns the place of this hash, or the free one where it belongs. */
function place(cells: Int32Array, capacity: number, a: number, b: number): number {
  const mask = capacity - 1;
  let cell = b & mask;
  for (;;) {
    const at = cell * 3;
    if (cells[at + 2] === 0 || (cells[at] === a && cells[at + 1] === b)) return at;
    cell = (cell + 1) & mask;
  }
}
