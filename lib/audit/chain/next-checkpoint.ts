import type { Signer } from "#lib/crypto/ed25519.ts";
import { type Checkpoint, type CheckpointFile, checkpointHash, signCheckpoint } from "./checkpoint.ts";
import { checkpointKey } from "./checkpoint-files.ts";
import { type Heads, sameHead, zeroHash } from "./head.ts";

/**
 * Returns the checkpoint that follows. Its file lists the heads that moved. It lists all heads in
 * the first file of a UTC day, when the earlier heads are unknown, or when a chain is gone.
 * Never dated before the previous one, whatever the clock says.
 */
export function nextCheckpoint(
  before: { number: number; at: string; body: string; heads: Heads | null } | null,
  heads: Heads,
  time: Date,
  signer: Signer,
): { key: string; checkpoint: Checkpoint; file: CheckpointFile } {
  const earliest = before ? Date.parse(before.at) + 1 : 0;
  const at = new Date(Math.max(time.getTime(), earliest)).toISOString();
  const checkpoint: Checkpoint = {
    number: (before?.number ?? 0) + 1,
    at,
    previous: before ? checkpointHash(before.body) : zeroHash,
    chains: heads.size,
    root: heads.root(),
  };
  const today = before?.at.slice(0, 10) === at.slice(0, 10) ? before.heads : null;
  const standing = today && [...today].every(({ chainId }) => heads.get(chainId)) ? today : null;
  const moved = [...heads].filter((head) => !standing || !sameHead(standing.get(head.chainId), head));
  const file = { ...signCheckpoint(checkpoint, signer), all: standing === null, heads: moved };
  return { key: checkpointKey(checkpoint), checkpoint, file };
}
