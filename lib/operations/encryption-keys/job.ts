import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";

/** Rotates in the background, so that nobody waits for it; it goes on where it stopped. */
export const rotateJob = job({
  name: "key-rotation",
  policy: "short",
  input: z.object({ rotationId: z.uuid() }),
  async run({ actor, signal }, { rotationId }) {
    const { runRotation } = await import("./run.ts"); // it calls the commands that queue this job
    await runRotation(actor, rotationId, { signal });
  },
});
