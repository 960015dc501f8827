import { z } from "zod";

const brokenEntry = z.object({
  chainId: z.guid(),
  seq: z.number(),
  id: z.guid().nullable(),
  at: z.string().nullable(),
  action: z.string().nullable(),
  why: z.string(),
});

/** What verifying a workspace's log found, as it is kept and shown. */
export const verificationReport = z.object({
  chains: z.number(),
  entries: z.number(),
  erased: z.number(),
  broken: z.array(brokenEntry),
  problems: z.array(z.string()),
  notes: z.array(z.string()),
  /** The newest one in order, and how many there are. */
  checkpoint: z.object({ number: z.number(), at: z.string() }).nullable(),
  checkpoints: z.number(),
  /** The workspace's own chain: its last entry, and the last one a signed checkpoint knows. */
  own: z.object({ seq: z.number(), signedSeq: z.number() }).nullable(),
});

export type VerificationReport = z.output<typeof verificationReport>;

export const verificationResults = ["intact", "broken", "failed"] as const;

/** Nobody hears of a verification any more that did not move for so long. */
export const idleMinutes = 15;
