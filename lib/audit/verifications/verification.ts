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

/** What verifying a workspace's log found, as it is kept and shown. */
export const verificationReport = z.object({
  chains: z.number(),
  entries: z.number(),
  erased: z.number(),
  broken: z.array(brokenEntry).max(most),
  problems: z.array(words).max(most),
  notes: z.array(words).max(most),
  /** The newest one in order, and how many there are. */
  checkpoint: z.object({ number: z.number(), at: words }).nullable(),
  checkpoints: z.number(),
  /** The workspace's own chain: its last entry, and the last one a signed checkpoint knows. */
  own: z.object({ seq: z.number(), signedSeq: z.number() }).nullable(),
});

export type VerificationReport = z.output<typeof verificationReport>;

export const verificationResults = ["intact", "broken", "failed"] as const;

/** Nobody hears of a verification any more that did not move for so long. */
export const idleMinutes = 15;
