import type { FormState } from "#components/forms/form-state.ts";
import { AppError } from "#lib/core/errors.ts";
import { logError } from "#lib/core/log.ts";
import { answerTooOften } from "./current-response.ts";
import { longestShown, typedAgain } from "./form-input.ts";

/**
 * Returns what a form shows when its command threw. A passed limit also gives the response its status. An internal error is logged, and shown as a reference only. Values longer than
 * `longest` are not shown again.
 */
export function formFailure(
  error: unknown,
  data: FormData,
  context: Record<string, unknown>,
  longest = longestShown.member,
): FormState {
  const typed = typedAgain(data, longest);
  if (error instanceof AppError) {
    if (error.code === "unavailable") logError(error, context);
    if (error.code === "tooOften") answerTooOften(error.retryAfter ?? 1);
    const fields = Object.keys(error.fields).length > 0 ? { fields: error.fields } : {};
    // The summary counts wrong fields itself, so the general words would only repeat that.
    const message =
      "fields" in fields && error.message === "Check the marked fields." ? {} : { message: error.message };
    return { status: "error", ...message, ...fields, ...typed, ...(error.work && { work: error.work }) };
  }
  const reference = logError(error, context);
  return {
    status: "error",
    message: `Something went wrong on our side. Reference ${reference}.`,
    reference,
    ...typed,
  };
}
