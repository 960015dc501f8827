import { z } from "zod";
import { job } from "#lib/core/jobs/jobs.ts";

/** Rotates in the background, so that no page waits for it; continues where it stopped. */
export const rotateJob = job({
  name: "key-rotation",
  policy: "short",
  input: z.object({ rotationId: z.uuid() }),
  async run({ actor, signal }, { rotationId }) {
    const { runRotation } = await import("./run.ts"); // imported late, because it calls the commands that queue this job
    await runRotation(actor, rotationId, { signal });
  },
});
