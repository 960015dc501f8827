import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { dropIdleImportFiles } from "./import-files.ts";

/** Deletes, each night, the files of imports left untouched for a week. */
export const sweepImports = job({
  name: "import-sweep",
  input: z.object({}),
  schedule: "20 3 * * *",
  async run() {
    await dropIdleImportFiles();
  },
});
