import { z } from "zod";
import { AppError } from "./errors.ts";

/** The number that a user saw when they confirmed; absent where none was shown. */
export const expectedCount = z.int().min(0).max(1_000_000_000).optional();

/** Share by which a number may grow between the page and the press. */
const MOST_GROWTH = 0.01;

/**
 * Refuses to do to more than the user confirmed, because people come while a page stands open. A number that shrank, or grew by
 * at most 1 %, is what they saw. The page asks again with the new number.
 * @param words says what the new number counts: "7 people would get it".
 * @throws AppError conflict.
 */
export function asConfirmed(expected: number | undefined, real: number, words: string): void {
  if (expected === undefined || real - expected <= expected * MOST_GROWTH) return;
  const grown = `${words} now, where you saw ${expected.toLocaleString("en")}.`;
  throw new AppError("conflict", `${grown} Nothing was done. Look again, then confirm the new number.`, {
    pageIsOld: true,
  });
}
