import { z } from "zod";
import { queue } from "#lib/core/jobs/jobs.ts";

/** What a program says of its file beside the import's own facts. */
export const beginChoices = z.object({
  /** How dates are written, where the file leaves it open. */
  dates: z.enum(["", "dmy", "mdy"]).default(""),
  givenOn: z.iso.date().or(z.literal("")).default(""),
});

/** Begins an import that a program sent, which looks at its file as the import's page would. */
export const importBegin = queue({
  name: "import-begin",
  input: z.object({ workspaceId: z.uuid(), importId: z.uuid(), ...beginChoices.shape }),
  policy: "short",
  apart: true,
  concurrency: 2,
  concurrencyPerWorkspace: 1,
  ends: "It reads one file twice, and a workbook within a budget of time.",
});

/** Why an import of a program does not go on. */
export const keyEnded = "The API key that asked for this was revoked, or is over.";
