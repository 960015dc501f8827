// A worker: runs background jobs, so that heavy work never slows a page.
import { startWorker } from "#lib/core/worker.ts";
import { jobs } from "#lib/jobs.ts";
import { leaveWhenBroken } from "../leave-when-broken.ts";
import { tellReady } from "../ready.ts";

const worker = await startWorker(jobs);
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
