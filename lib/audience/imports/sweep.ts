import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { dropIdleImportFiles, dropOldErasures } from "./import-files.ts";

/** Deletes, each night, the files of imports left untouched for a week, and what was remembered of old erasures. */
export const sweepImports = job({
  name: "import-sweep",
  input: z.object({}),
  schedule: "20 3 * * *",
  async run() {
    await dropIdleImportFiles();
    await dropOldErasures();
  },
});
