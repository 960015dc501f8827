import { z } from "zod";
import { bounded } from "#lib/core/text.ts";
import { isSignedBy, type Signer } from "#lib/crypto/ed25519.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { type Head, leafOf, zeroHash } from "./head.ts";
import { verifyInclusion } from "./merkle.ts";

const format = "mailneo-checkpoint-1";
const hexHash = bounded(64).regex(/^[0-9a-f]{64}$/);
const wholeNumber = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

const bodyForm = z.strictObject({
  format: z.literal(format),
  number: wholeNumber.min(1),
  at: z.iso.datetime({ precision: 3 }),
  previous: hexHash,
  chains: wholeNumber,
  root: hexHash,
});

const fileForm = z.strictObject({
  body: bounded(10_000),
  signature: bounded(200),
  public_key: bounded(200),
  all: z.boolean(),
  heads: z.array(z.tuple([z.uuid(), wholeNumber, hexHash, wholeNumber, hexHash])),
});

/**
 * Content of a checkpoint. `at` is its time in milliseconds UTC. `previous` is the SHA-256 of the
 * body before, zeros for the first. `root` is of the tree over the heads of all `chains`.
 */
export type Checkpoint = { number: number; at: string; previous: string; chains: number; root: string };

/** A checkpoint with its signature over the exact text of `body`. */
export type SignedCheckpoint = { body: string; signature: string; publicKey: string };

/** A checkpoint as stored: with the heads of `all` chains, or of those that moved since the previous one. */
export type CheckpointFile = SignedCheckpoint & { all: boolean; heads: Head[] };

/**
 * A checkpoint that fails a check. The message gives the reason to the reader and continues
 * "Checkpoint 12 ".
 */
export class BadCheckpoint extends Error {
  override readonly name = "BadCheckpoint";
}

export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): SignedCheckpoint {
  const body = bodyOf(checkpoint);
  return { body, signature: signer.sign(body), publicKey: signer.publicKey };
}

/** Returns the only valid text of a checkpoint: JSON without spaces, its names in this order. */
const bodyOf = ({ number, at, previous, chains, root }: Checkpoint) =>
  JSON.stringify({ format, number, at, previous, chains, root });

export const checkpointHash = (body: string): string => sha256(body).toString("hex");

/**
 * Parses a checkpoint's body.
 * @throws BadCheckpoint for a text that is not exactly a checkpoint's.
 */
export function parseBody(body: string): Checkpoint {
  const parsed = bodyForm.safeParse(json(body));
  if (!parsed.success || bodyOf(parsed.data) !== body)
    throw new BadCheckpoint("is not written as a checkpoint is");
  const { number, at, previous, chains, root } = parsed.data;
  return { number, at, previous, chains, root };
}

/**
 * Returns a checkpoint's content after checking its signature and that its key is believed.
 * @throws BadCheckpoint
 */
export function openCheckpoint(signed: SignedCheckpoint, believed: readonly string[]): Checkpoint {
  if (!isSignedBy(signed.publicKey, signed.body, signed.signature))
    throw new BadCheckpoint("does not carry the signature it was made with: it was changed");
  if (!believed.includes(signed.publicKey)) throw new BadCheckpoint("is signed by a key that is not ours");
  return parseBody(signed.body);
}

/**
 * Checks that a checkpoint follows the one before it.
 * @throws BadCheckpoint
 */
export function checkLink(next: Checkpoint, before: { body: string; number: number; at: string } | null) {
  if (next.number !== (before?.number ?? 0) + 1)
    throw new BadCheckpoint(`does not follow checkpoint ${before?.number ?? 0}`);
  if (next.previous !== (before ? checkpointHash(before.body) : zeroHash))
    throw new BadCheckpoint(`does not continue the checkpoint ${next.number - 1} that is here`);
  if (before && next.at <= before.at) throw new BadCheckpoint("is dated before the one in front of it");
}

export function writeFile({ body, signature, publicKey, all, heads }: CheckpointFile): Buffer {
  const rows = heads.map((head) => [head.chainId, head.seq, head.hash, head.anchorSeq, head.anchorHash]);
  return Buffer.from(`${JSON.stringify({ body, signature, public_key: publicKey, all, heads: rows })}\n`);
}

/**
 * Parses a checkpoint's file.
 * @throws BadCheckpoint
 */
export function parseFile(text: string): CheckpointFile {
  const parsed = fileForm.safeParse(json(text));
  if (!parsed.success) throw new BadCheckpoint("is a file that is not written as a checkpoint's is");
  const { body, signature, public_key, all, heads } = parsed.data;
  return {
    body,
    signature,
    publicKey: public_key,
    all,
    heads: heads.map(([chainId, seq, hash, anchorSeq, anchorHash]) => ({
      chainId,
      seq,
      hash,
      anchorSeq,
      anchorHash,
    })),
  };
}

/** Proof that a chain's head is in a checkpoint, without the head of any other chain. */
export type HeadProof = { head: Head; index: number; path: string[] };

export function isInCheckpoint({ head, index, path }: HeadProof, { chains, root }: Checkpoint): boolean {
  const parts = path.map((part) => Buffer.from(part, "hex"));
  return verifyInclusion(leafOf(head), index, chains, parts, Buffer.from(root, "hex"));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
