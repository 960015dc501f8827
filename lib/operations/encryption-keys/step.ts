import type { Job } from "#lib/core/actor.ts";
import type { Rotation } from "./rotation.ts";

/** Inputs of one step of a rotation. */
export type Step = {
  rotation: Rotation;
  actor: Job;
  /**
   * Runs between two batches: reports how many more are done, keeps hold of the rotation, and stops
   * on request.
   */
  go: (done: number) => Promise<void>;
};
