import type { Job } from "#lib/core/actor.ts";
import { AppError, type ErrorCode } from "#lib/core/errors.ts";
import { logError } from "#lib/core/log.ts";

type Each<T> = {
  /** Returns the ids that the log names when it fails. */
  about: (item: T) => Record<string, string>;
  run: (item: T) => Promise<unknown>;
  /** The refusal of what another worker did meanwhile, which is no fault. */
  meanwhile?: ErrorCode;
};

/** Runs a job's step for each item, one after the other. An item that fails is logged, and holds up none of the others. */
export async function oneByOne<T>(actor: Job, items: readonly T[], { about, run, meanwhile }: Each<T>) {
  for (const item of items) {
    try {
      await run(item);
    } catch (error) {
      if (error instanceof AppError && error.code === meanwhile) continue;
      logError(error, { job: actor.job, ...about(item) });
    }
  }
}
