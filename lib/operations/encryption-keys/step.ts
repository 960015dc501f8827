import type { Job } from "#lib/core/actor.ts";
import type { Rotation } from "./rotation.ts";

/** What one step of a rotation works with. */
export type Step = {
  rotation: Rotation;
  actor: Job;
  /** Between two batches: says how many more are done, keeps hold of the rotation, and stops when told to. */
  go: (done: number) => Promise<void>;
};
