// A worker runs background jobs, so that heavy work never slows a page. A separate process reads whole files.
import { fileURLToPath } from "node:url";
import { jobProcess } from "#lib/core/jobs/job-process.ts";
import { startWorker } from "#lib/core/jobs/worker.ts";
import { jobs } from "#lib/jobs.ts";
import { leaveWhenBroken } from "../leave-when-broken.ts";
import { tellReady } from "../ready.ts";

const worker = await startWorker(jobs, jobProcess(fileURLToPath(new URL("./file-jobs.ts", import.meta.url))));
leaveWhenBroken("worker", worker.stop, 12_000);
tellReady();

let stopping = false;
process.on("SIGTERM", async () => {
  if (stopping) return;
  stopping = true;
  await worker.stop();
  process.exit(0);
});
process.on("SIGINT", () => {});
