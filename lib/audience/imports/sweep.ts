import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";
import { dropIdleImportFiles } from "./import-files.ts";

/** Each night: files of imports that nobody went on with for a week. */
export const sweepImports = job({
  name: "import-sweep",
  input: z.object({}),
  schedule: "20 3 * * *",
  async run() {
    await dropIdleImportFiles();
  },
});
