import { z } from "zod";
import { dropIdleImportFiles } from "#lib/core/import-files.ts";
import { job } from "#lib/core/jobs.ts";

/** Each night: files of imports that nobody went on with for a week. */
export const sweepImports = job({
  name: "import-sweep",
  input: z.object({}),
  schedule: "20 3 * * *",
  async run() {
    await dropIdleImportFiles();
  },
});
