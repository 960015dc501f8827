import { z } from "zod";
import { bounded } from "#lib/core/text.ts";
import { digestOf, noHash } from "./canonical.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { minute } from "./checkpoint-sequence.ts";
import type { Head } from "./head.ts";
import type { StoredEntry } from "./read-chain.ts";
import { ChainVerifier } from "./verify-chain.ts";

const retainDetail = z.object({ anchorSeq: z.number(), anchorHash: bounded(1000) });
const yearMilliseconds = 365 * 86_400_000;
const dayMilliseconds = 86_400_000;

/** State of one chain while it is verified. */
export class ChainState {
  readonly verifier: ChainVerifier;
  readonly head: Head | null;
  /** Where reading continues. It starts before any time and number an entry could have. */
  readAt = "-infinity";
  readSeq = Number.MIN_SAFE_INTEGER;
  entries = 0;
  /** Last entry a signed checkpoint agrees with. */
  signedSeq: number;
  /** Time of the first checkpoint that knew the last entry retention dropped. */
  private anchorSeenAt: string | null = null;
  private retained: { seq: number; hash: string; at: string } | null = null;

  /** Takes the head stored beside the entries; null when there is none. */
  constructor(chainId: string, head: Head | null) {
    this.head = head;
    const anchor = head ? { seq: head.anchorSeq, hash: Buffer.from(head.anchorHash, "hex") } : null;
    this.verifier = new ChainVerifier(chainId, anchor ?? { seq: 0, hash: noHash });
    this.signedSeq = this.verifier.anchorSeq;
    if (head?.anchorSeq === 0 && !noHash.equals(Buffer.from(head.anchorHash, "hex")))
      this.verifier.breakAt(1, "The beginning that is noted beside the log is not that of a whole chain.");
  }

  /** Returns how many entries the head and the claims promise after the verifier's position. */
  get left(): number {
    return Math.max(this.head?.seq ?? 0, this.verifier.claimed) - this.verifier.seq;
  }

  signed(head: Head, { number, at }: Checkpoint) {
    const { anchorSeq, seq } = this.verifier;
    if (this.anchorSeenAt === null && head.seq >= anchorSeq) this.anchorSeenAt = at;
    if (head.anchorSeq > anchorSeq)
      this.verifier.breakAt(
        seq + 1,
        `The beginning of what is left was moved back since checkpoint ${number}.`,
      );
    this.verifier.claim({ seq: head.seq, hash: head.hash, by: `checkpoint ${number} of ${minute(at)}`, at });
  }

  /** Takes the next entry, and what is wrong with its personal data. */
  take(entry: StoredEntry, fault: string | null): boolean {
    const { verifier } = this;
    const link = { ...entry, at: entry.occurredAt, digest: digestOf(entry) };
    this.readAt = entry.occurredAt;
    this.readSeq = entry.seq;
    const knownAt = verifier.knownAt(entry.seq);
    if (!verifier.take(link)) return false;
    this.entries++;
    if (fault) verifier.breakAt(entry.seq, fault, link);
    if (entry.action === "audit_log.retain" && entry.result === "done")
      this.noteRetained(entry, knownAt ?? new Date().toISOString());
    return verifier.broken === null;
  }

  /**
   * Notes an entry of retention. `latest` is a time by which the entry existed, whatever its own
   * time says.
   */
  private noteRetained({ detail, occurredAt }: StoredEntry, latest: string) {
    const parsed = retainDetail.safeParse(JSON.parse(detail));
    if (!parsed.success) return;
    const at = occurredAt < latest ? occurredAt : latest;
    this.retained = { seq: parsed.data.anchorSeq, hash: parsed.data.anchorHash, at };
  }

  /** Ends the chain, once all its entries and every checkpoint were read. */
  end() {
    const { verifier, head } = this;
    this.signedSeq = verifier.proved;
    verifier.end();
    if (!head) verifier.breakAt(1, "The end of the log is no longer noted beside it.");
    else if (verifier.seq > head.seq)
      verifier.breakAt(
        head.seq + 1,
        `Entry ${head.seq + 1} stands behind the end that is noted beside the log: it was put there.`,
      );
    else verifier.claim({ seq: head.seq, hash: head.hash, by: "the end noted beside the log" });
    verifier.end();
    if (verifier.anchorSeq > 0) this.checkAnchor();
  }

  private checkAnchor() {
    const { verifier, retained, head } = this;
    const first = verifier.anchorSeq + 1;
    if (retained?.seq !== verifier.anchorSeq || retained.hash !== head?.anchorHash)
      return verifier.breakAt(
        first,
        `What stood before entry ${first} was taken away, and no entry says so.`,
      );
    const yearBefore = new Date(Date.parse(retained.at) - yearMilliseconds + dayMilliseconds).toISOString();
    const seen = this.anchorSeenAt;
    if (seen === null || seen > yearBefore)
      verifier.breakAt(
        first,
        `What stood before entry ${first} was taken away before it was a year old: no checkpoint of ${minute(yearBefore)} or before knows it.`,
      );
  }
}
