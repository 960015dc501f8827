import { hash as hashOf } from "node:crypto";

/** An entry as the verifier reads it. `hash` is the stored hash; null where only the digest is known. */
export type Link = {
  seq: number;
  id: string | null;
  /** Time in RFC 3339 with microseconds. */
  at: string | null;
  action: string | null;
  digest: Buffer;
  hash: Buffer | null;
};

/**
 * Statement about a chain, by a signed checkpoint made `at` or by the head beside the entries. `by`
 * names the source in messages.
 */
export type Claim = { seq: number; hash: string; by: string; at?: string };

/** First entry of a chain that differs from what was written. `why` is a sentence for the reader. */
export type Break = {
  chainId: string;
  seq: number;
  id: string | null;
  at: string | null;
  action: string | null;
  why: string;
};

/**
 * Verifies one chain in constant memory, as its entries arrive in order. Each entry must be the
 * next, not dated before the previous one, and give its own hash. It must also agree with the
 * claims about it.
 */
export class ChainVerifier {
  readonly chainId: string;
  readonly anchorSeq: number;
  /** Number of the last valid entry; `hash` is its hash. */
  seq: number;
  hash: Buffer;
  at: string | null = null;
  /** Number of the last entry a claim agreed with. */
  proved: number;
  broken: Break | null = null;
  /** True when the break is a missing entry with others behind it, because it may be stored elsewhere. */
  skipped = false;
  private claims: Claim[] = [];

  /** Takes as `anchor` the entry before the first one left; 0 and zeros when nothing was dropped. */
  constructor(chainId: string, anchor: { seq: number; hash: Buffer }) {
    this.chainId = chainId;
    this.anchorSeq = anchor.seq;
    this.seq = anchor.seq;
    this.hash = anchor.hash;
    this.proved = anchor.seq;
  }

  /** Returns the number of the last entry claimed but not yet read. */
  get claimed(): number {
    return this.claims.at(-1)?.seq ?? this.seq;
  }

  /**
   * Returns when the first checkpoint that knows an entry was made; null while none does. Call it
   * before `take` gets the entry.
   */
  knownAt(seq: number): string | null {
    return this.claims.find((claim) => claim.seq >= seq)?.at ?? null;
  }

  /** Adds a claim, in the order claims were made. Claims about entries that retention dropped are ignored. */
  claim(claim: Claim) {
    if (this.broken || claim.seq < this.anchorSeq) return;
    if (claim.seq < this.claimed)
      return this.breakAt(
        claim.seq,
        `${capital(claim.by)} ends at entry ${claim.seq}, though entry ${this.claimed} was there before: entries were cut off.`,
      );
    if (claim.seq === this.seq) this.compare(claim, null);
    else this.claims.push(claim);
  }

  /** Checks the next entry. Returns false from the first broken entry on. */
  take(link: Link): boolean {
    if (this.broken) return false;
    const expected = this.seq + 1;
    if (link.seq !== expected) this.breakAt(...this.misplaced(link, expected));
    else if (link.at !== null && this.at !== null && link.at < this.at)
      this.breakAt(expected, `Entry ${expected} is dated before the entry in front of it.`, link);
    else this.follow(link);
    return this.broken === null;
  }

  private follow(link: Link) {
    const hash = hashOf("sha256", Buffer.concat([link.digest, this.hash]), "buffer");
    if (link.hash && !hash.equals(link.hash))
      return this.breakAt(
        link.seq,
        `Entry ${link.seq} was changed: what it says no longer gives its hash.`,
        link,
      );
    this.seq = link.seq;
    this.hash = hash;
    if (link.at !== null) this.at = link.at;
    while (this.claims[0]?.seq === link.seq && !this.broken) this.compare(this.claims.shift() as Claim, link);
  }

  private compare(claim: Claim, link: Link | null) {
    if (claim.hash === this.hash.toString("hex")) {
      this.proved = claim.seq;
      return;
    }
    const from = Math.min(this.proved + 1, claim.seq);
    const which = from === claim.seq ? `entry ${from}` : `an entry from ${from} to ${claim.seq}`;
    this.breakAt(
      claim.seq,
      `Entry ${claim.seq} is not the one ${claim.by} knows: ${which} was rewritten, and every hash behind it.`,
      link,
    );
  }

  /** Ends the chain. Entries claimed beyond its end are reported as missing. */
  end() {
    const open = this.claims.at(-1);
    if (this.broken || !open) return;
    const first = this.seq + 1;
    const which = first === open.seq ? `Entry ${first} is` : `Entries ${first} to ${open.seq} are`;
    this.breakAt(
      first,
      `${which} missing at the end: ${open.by} knows ${first === open.seq ? "it" : "them"}.`,
    );
  }

  breakAt(seq: number, why: string, link: Pick<Link, "id" | "at" | "action"> | null = null) {
    const { id = null, at = null, action = null } = link ?? {};
    this.broken ??= { chainId: this.chainId, seq, id, at, action, why };
  }

  private misplaced(link: Link, expected: number): [number, string, Link] {
    const { seq } = link;
    if (seq <= this.anchorSeq)
      return [seq, `Entry ${seq} stands before the beginning of what is left: it was put there.`, link];
    if (seq < expected)
      return [seq, `Entry ${seq} stands behind entry ${this.seq}: it was put there, or moved.`, link];
    this.skipped = true;
    return [
      expected,
      `Entry ${expected} is missing: ${this.seq === 0 ? "the log begins with" : `behind entry ${this.seq} comes`} entry ${seq}.`,
      link,
    ];
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
