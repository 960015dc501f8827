// A worker: runs background jobs, so that heavy work never slows a page.
import { startWorker } from "#lib/core/worker.ts";
import { jobs } from "#lib/jobs.ts";

const worker = await startWorker(jobs);
process.send?.({ ready: true });

let stopping = false;
process.on("SIGTERM", async () => {
  if (stopping) return;
  stopping = true;
  await worker.stop();
  process.exit(0);
});
process.on("SIGINT", () => {});
