import { unavailable } from "#lib/core/errors.ts";
import { BusyError, hashPassword, matchPassword, verifyPassword } from "./hash.ts";
import type { Turn } from "./semaphore.ts";

/** hashPassword() for a command. @throws AppError unavailable when too many wait already. */
export const hashOrBusy = (password: string, turn: Turn) => orBusy(hashPassword(password, turn));

/** verifyPassword() for a command. @throws AppError unavailable when too many wait already. */
export const verifyOrBusy = (password: string, storedHash: string | null, turn: Turn) =>
  orBusy(verifyPassword(password, storedHash, turn));

/** matchPassword() for a command. @throws AppError unavailable when too many wait already. */
export const matchOrBusy = (password: string, storedHash: string | null, turn: Turn) =>
  orBusy(matchPassword(password, storedHash, turn));

async function orBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    const { retryAfter } = error;
    const seconds = retryAfter === 1 ? "a second" : `${retryAfter} seconds`;
    throw unavailable(`Many people are signing in right now. Try again in ${seconds}.`, retryAfter, error);
  }
}
