import { unstable_isUnrecognizedActionError, unstable_rethrow } from "next/navigation";
import type { FormAction, FormState, Lost } from "./form-state.ts";

/**
 * Returns the action with its failures as states of the form. Otherwise React would replace the page, and the text in
 * it, by the error page. A redirect is passed on, because it is how an action leads to the next page.
 */
export function withLostAnswers(action: FormAction): FormAction {
  return async (before, data) => {
    const offline = !navigator.onLine;
    try {
      // A response that is cut off, or comes from something in between, brings no state.
      return (await action(before, data)) ?? lostState(before, "unanswered");
    } catch (error) {
      unstable_rethrow(error);
      const reference = referenceOf(error);
      if (reference) return serverFault(reference);
      return lostState(before, lostBy(error, offline));
    }
  };
}

/** Returns why no answer came. `offline` is what the browser said before it sent the form. */
export function lostBy(error: unknown, offline: boolean): Lost {
  if (unstable_isUnrecognizedActionError(error)) return "updated";
  return offline ? "offline" : "unanswered";
}

/** Returns the state from before, so that an open step-up dialog stays open, and the reason that no answer came. */
function lostState(before: FormState, lost: Lost): FormState {
  const { status, ...rest } = before;
  if (status !== "error") return { status: "idle", lost };
  return { ...rest, status, lost };
}

const serverFault = (reference: string): FormState => ({
  status: "error",
  message: `Something went wrong on our side. Reference ${reference}.`,
  reference,
});

/** Returns the reference of an error that the server threw; React keeps it as `digest`. */
function referenceOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("digest" in error)) return null;
  return typeof error.digest === "string" ? error.digest : null;
}
