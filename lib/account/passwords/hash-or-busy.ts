import { unavailable } from "#lib/core/errors.ts";
import { BusyError, hashPassword, verifyPassword } from "./hash.ts";

/** hashPassword() for a command. @throws AppError unavailable when too many wait already. */
export const hashOrBusy = (password: string) => orBusy(hashPassword(password));

/** verifyPassword() for a command. @throws AppError unavailable when too many wait already. */
export const verifyOrBusy = (password: string, storedHash: string | null) =>
  orBusy(verifyPassword(password, storedHash));

async function orBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    throw unavailable(
      `Many people are signing in right now. Try again in ${error.retryAfter} seconds.`,
      error.retryAfter,
      error,
    );
  }
}
