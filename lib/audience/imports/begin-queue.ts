import { z } from "zod";
import { queue } from "#lib/core/jobs/jobs.ts";

/** What a program says of its file beside the import's own facts. */
export const beginChoices = z.object({
  /** How dates are written, where the file leaves it open. */
  dates: z.enum(["", "dmy", "mdy"]).default(""),
  givenOn: z.iso.date().or(z.literal("")).default(""),
});

const common = {
  input: z.object({ workspaceId: z.uuid(), importId: z.uuid(), ...beginChoices.shape }),
  policy: "short",
  apart: true,
  concurrencyPerWorkspace: 1,
  ends: "It reads one table twice.",
} as const;

/**
 * Begins an import that a program sent, which looks at its file as the import's page would. Jobs are grouped by the owner's account, and
 * those of all young workspaces together: whoever makes many of them holds one place of three.
 */
export const importBegin = queue({ ...common, name: "import-begin", concurrency: 3 });

/** Begins one whose look takes milliseconds, so that it waits for no long file. */
export const smallImportBegin = queue({ ...common, name: "import-begin-small", concurrency: 4 });

/** Bytes up to which a table is small: its look takes some ten milliseconds. */
export const SMALL_BYTES = 1_000_000;

/** Returns the queue of a file, and the group whose share its job takes. */
export const beginQueueOf = (fileBytes: number, { owner, newborn }: { owner: string; newborn: boolean }) => ({
  queue: fileBytes < SMALL_BYTES ? smallImportBegin : importBegin,
  group: newborn ? "young workspaces" : owner,
});

/** Why an import of a program does not go on. */
export const keyEnded = "The API key that asked for this was revoked, or is over.";
