import type { z } from "zod";
import {
  BadCheckpoint,
  type Checkpoint,
  isInCheckpoint,
  openCheckpoint,
  type SignedCheckpoint,
} from "#lib/audit/chain/checkpoint.ts";
import { isSignedBy } from "#lib/crypto/ed25519.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { BrokenExport } from "./check.ts";
import {
  type CheckpointLine,
  checkpointLine,
  type EndLine,
  endLine,
  peopleLine,
  type SignatureLine,
  signatureLine,
} from "./format.ts";
import { type exportLines, lineAs } from "./lines.ts";

type Lines = ReturnType<typeof exportLines>;

export type Seals = {
  checkpoint: CheckpointLine;
  end: EndLine;
  signature: SignatureLine;
  /** SHA-256 of all bytes before the signature. */
  signed: Buffer;
};

/** Reads the lines behind the entries: people, checkpoint, end and signature. Nothing may follow. */
export async function readSeals(lines: Lines): Promise<Seals> {
  const people = await lines.peek();
  if (people?.value.type === "people") {
    lineAs(peopleLine, people);
    lines.take(people);
  }
  const checkpoint = await expect(lines, "checkpoint", checkpointLine);
  const end = await expect(lines, "end", endLine);
  const signed = lines.sha256();
  const signature = await expect(lines, "signature", signatureLine);
  const more = await lines.peek();
  if (more) throw new BrokenExport("Something stands behind the signature.", { line: more.number });
  return { checkpoint, end, signature, signed };
}

async function expect<S extends z.ZodType>(lines: Lines, type: string, schema: S): Promise<z.output<S>> {
  const line = await lines.peek();
  if (!line) throw new BrokenExport(`The file was cut off: its ${type} is missing.`);
  if (line.value.type !== type)
    throw new BrokenExport(`The ${type} should stand here.`, { line: line.number });
  const value = lineAs(schema, line);
  lines.take(line);
  return value;
}

/** Checks that the checkpoint is signed, and that the ends of these chains are in its tree. */
export function proveCheckpoint({
  body,
  signature,
  public_key: publicKey,
  chains,
}: CheckpointLine): Checkpoint {
  const checkpoint = opened({ body, signature, publicKey });
  for (const {
    chain: chainId,
    seq,
    hash,
    anchor_seq: anchorSeq,
    anchor_hash: anchorHash,
    index,
    proof,
  } of chains) {
    const head = { chainId, seq, hash, anchorSeq, anchorHash };
    if (!isInCheckpoint({ head, index, path: proof }, checkpoint))
      throw new BrokenExport("The checkpoint does not hold this chain's end.", { chain: chainId, seq });
  }
  return checkpoint;
}

// The key is judged later, together with the file's own signature.
function opened(signed: SignedCheckpoint): Checkpoint {
  try {
    return openCheckpoint(signed, [signed.publicKey]);
  } catch (error) {
    throw error instanceof BadCheckpoint ? new BrokenExport(`The checkpoint ${error.message}.`) : error;
  }
}

/** Checks that the whole file is what was signed; otherwise names the part that is not. */
export function proveWhole(
  { end, signature, signed }: Seals,
  found: { head: Buffer; entries: number; leftOut: number; csv: { bytes: number; sha256: string } | null },
) {
  if (end.head !== sha256(found.head).toString("hex"))
    throw new BrokenExport(
      "The first line was changed: what it says of filters, time and people is not what was signed.",
      {
        line: 1,
      },
    );
  if (end.entries !== found.entries || end.left_out !== found.leftOut)
    throw new BrokenExport("There are not as many entries as were counted.");
  if (found.csv && (end.csv?.sha256 !== found.csv.sha256 || end.csv.bytes !== found.csv.bytes))
    throw new BrokenExport("The CSV file is not the one that was signed: words in it were changed.");
  if (!isSignedBy(signature.public_key, signed, signature.signature))
    throw new BrokenExport(
      "The signature does not hold: something was changed that the chain does not cover.",
    );
}
