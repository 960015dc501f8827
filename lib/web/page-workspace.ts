import type { FormState } from "#components/forms/form-state.ts";
import type { Actor } from "#lib/core/actor.ts";
import { typedAgain } from "./form-input.ts";

/**
 * Returns the error of a form that was opened in one workspace and sent in another, or null. The user may have
 * switched in another tab, or been removed. A form that names no workspace, such as a subscriber's, is judged by
 * its command alone.
 */
export function fromAnotherWorkspace(actor: Actor, data: FormData): FormState | null {
  const shown = data.get("pageWorkspace");
  if (actor.kind !== "member" || shown === null || shown === actor.workspaceId) return null;
  return {
    status: "error",
    message:
      "This page was opened in another workspace than the one you are in now, so nothing was done. Reload it to see where you are.",
    ...typedAgain(data),
  };
}
