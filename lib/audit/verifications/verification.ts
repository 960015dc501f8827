import { z } from "zod";
import { bounded } from "#lib/core/text.ts";

const words = bounded(10_000);
const most = 10_000;

const brokenEntry = z.object({
  chainId: z.guid(),
  seq: z.number(),
  id: z.guid().nullable(),
  at: words.nullable(),
  action: words.nullable(),
  why: words,
});

/** Result of verifying a workspace's log, as stored and shown. */
export const verificationReport = z.object({
  chains: z.number(),
  entries: z.number(),
  erased: z.number(),
  broken: z.array(brokenEntry).max(most),
  problems: z.array(words).max(most),
  notes: z.array(words).max(most),
  /** Newest valid checkpoint; `checkpoints` counts them all. */
  checkpoint: z.object({ number: z.number(), at: words }).nullable(),
  checkpoints: z.number(),
  /** Workspace's own chain: its last entry, and the last one a signed checkpoint knows. */
  own: z.object({ seq: z.number(), signedSeq: z.number() }).nullable(),
});

export type VerificationReport = z.output<typeof verificationReport>;

export const verificationResults = ["intact", "broken", "failed"] as const;

/** A verification without progress for this long counts as stopped. */
export const idleMinutes = 15;
