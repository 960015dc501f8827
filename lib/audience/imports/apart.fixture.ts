import type { Job } from "#lib/core/jobs/jobs.ts";
import { serveJobs } from "#lib/core/jobs/serve-jobs.ts";
import { importRun } from "./run.ts";

/** The import's job on a separate queue, so that no other test's worker takes it. */
export const apartImport = { ...importRun, name: "import-apart-test" };

if (process.argv[1] === import.meta.filename) serveJobs([apartImport as unknown as Job]);
