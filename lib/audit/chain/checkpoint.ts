import { z } from "zod";
import { bounded } from "#lib/core/text.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { type Head, leafOf, zeroHash } from "./head.ts";
import { verifyInclusion } from "./merkle.ts";
import { isSignedBy, type Signer } from "./signer.ts";

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
 * What a checkpoint says. `at`: when, in milliseconds UTC. `previous`: SHA-256 of the body before, zeros for the first. `root`: of the tree over
 * the heads of all `chains`.
 */
export type Checkpoint = { number: number; at: string; previous: string; chains: number; root: string };

/** A checkpoint with its signature over the exact text of `body`. */
export type SignedCheckpoint = { body: string; signature: string; publicKey: string };

/** As it is kept: with the heads of `all` chains, or of those that moved since the one before. */
export type CheckpointFile = SignedCheckpoint & { all: boolean; heads: Head[] };

/** A checkpoint that is not what it should be. The message says why, for a person, and goes on behind "Checkpoint 12 ". */
export class BadCheckpoint extends Error {
  override readonly name = "BadCheckpoint";
}

export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): SignedCheckpoint {
  const body = bodyOf(checkpoint);
  return { body, signature: signer.sign(body), publicKey: signer.publicKey };
}

/** The one text of a checkpoint: JSON without spaces, its names in this order. */
const bodyOf = ({ number, at, previous, chains, root }: Checkpoint) =>
  JSON.stringify({ format, number, at, previous, chains, root });

export const checkpointHash = (body: string): string => sha256(body).toString("hex");

/** @throws BadCheckpoint for a text that is not exactly a checkpoint's. */
export function parseBody(body: string): Checkpoint {
  const parsed = bodyForm.safeParse(json(body));
  if (!parsed.success || bodyOf(parsed.data) !== body)
    throw new BadCheckpoint("is not written as a checkpoint is");
  const { number, at, previous, chains, root } = parsed.data;
  return { number, at, previous, chains, root };
}

/**
 * What a signed checkpoint says, once its signature is found good and its key among the believed ones.
 * @throws BadCheckpoint
 */
export function openCheckpoint(signed: SignedCheckpoint, believed: readonly string[]): Checkpoint {
  if (!isSignedBy(signed.publicKey, signed.body, signed.signature))
    throw new BadCheckpoint("does not carry the signature it was made with: it was changed");
  if (!believed.includes(signed.publicKey)) throw new BadCheckpoint("is signed by a key that is not ours");
  return parseBody(signed.body);
}

/** Whether a checkpoint follows the one before it. @throws BadCheckpoint */
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

/** @throws BadCheckpoint */
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

/** Proves that a chain's head is in a checkpoint, without any other chain's. */
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
