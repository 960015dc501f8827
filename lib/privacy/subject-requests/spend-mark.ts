import { AppError } from "#lib/core/errors.ts";
import { type AttemptLimit, attemptsOf, takeAttempt } from "#lib/core/throttle/attempts.ts";

/** As long as a mark is good, so that none counts twice. */
const used: AttemptLimit = { name: "subject-request:mark", max: 1, windowSeconds: 86_400 };
const sent: AttemptLimit = { name: "subject-request:mark-sent", max: 1, windowSeconds: 86_400 };

/**
 * Uses up the mark of one form. Returns "again" for a second press of the same form, whose request is kept already, and "used" for
 * another text under a mark that was used, which is not kept.
 * @throws AppError unavailable.
 */
export async function spendMark(mark: string, text: string): Promise<"first" | "again" | "used"> {
  try {
    await takeAttempt(used, mark);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "tooOften")) throw error;
    return (await attemptsOf(sent, `${mark} ${text}`)) > 0 ? "again" : "used";
  }
  await takeAttempt(sent, `${mark} ${text}`);
  return "first";
}
