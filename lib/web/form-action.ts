import "server-only";
import { refresh } from "next/cache";
import { redirect, unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { FormAction, FormState } from "#components/forms/form-state.ts";
import type { Command } from "#lib/core/command.ts";
import { AppError } from "#lib/core/errors.ts";
import { evenTime } from "#lib/core/throttle/even-time.ts";
import { currentActor, signInPath } from "./current-actor.ts";
import { setFlash } from "./flash.ts";
import { formFailure } from "./form-failure.ts";
import {
  formInput,
  longestShown,
  type MostFields,
  tooManyFields,
  tooManyFieldsMessage,
} from "./form-input.ts";
import { onceOf } from "./once-key.ts";
import { fromAnotherWorkspace } from "./page-workspace.ts";
import { stepUpNeeded, withStepUp } from "./step-up.ts";

export type FormActionOptions<R> = {
  /** The message of success. The form shows it, or the next page when there is a `then`. */
  done?: string | ((result: R) => string);
  /** The page to redirect to. */
  then?: string | ((result: R, data: FormData) => string);
  /** Returns the command's input from the form; by default its fields by name. The command's schema checks it in any case. */
  input?: (data: FormData) => unknown;
  /** The most fields the form may have, if more than the usual. */
  most?: MostFields;
  /** Handles the result beyond the form, such as setting a cookie. May throw what a command may throw. */
  after?: (result: R) => Promise<void>;
  /** Sends the response at whole steps of time, for forms that must not tell whether an account exists. */
  even?: boolean;
  /** Returns more state to merge into the response, such as a secret shown once. */
  state?: (result: R) => Partial<FormState>;
};

/**
 * Returns a server action that runs a command, for `<SubmitForm action>`, with and without JavaScript. A refusal
 * comes back beside its fields with the typed values, never passwords; an internal error comes back as a reference.
 * A command that needs a fresh proof asks for it in the same form. A user signed out meanwhile is sent to sign in.
 */
export function formAction<S extends z.ZodType, R>(
  command: Command<S, R>,
  options: FormActionOptions<R> = {},
): FormAction {
  const { done, then, input = formInput, most, after, even, state } = options;

  return async function action(_before, data) {
    // A caller can send an action any value, because TypeScript types are not checked at run time.
    if (!(data instanceof FormData)) return { status: "error", message: "That is not a form of ours." };
    if (tooManyFields(data, most)) return { status: "error", message: tooManyFieldsMessage };
    let actor = await currentActor();
    const elsewhere = fromAnotherWorkspace(actor, data);
    if (elsewhere) return elsewhere;
    let result: R;
    try {
      actor = await withStepUp(actor, data);
      const work = async () => command(actor, (await input(data)) as z.input<S>, { once: onceOf(data) });
      result = even ? await evenTime(work) : await work();
      await after?.(result);
    } catch (error) {
      unstable_rethrow(error);
      if (actor.kind === "anonymous" && error instanceof AppError && error.code === "forbidden")
        redirect(await signInPath());
      const context = { command: command.spec.name, requestId: actor.origin.requestId };
      const longest = actor.kind === "anonymous" ? longestShown.visitor : longestShown.member;
      if (error instanceof AppError && error.pageIsOld) refresh();
      const failure = formFailure(error, data, context, longest);
      return asksForProof(error) ? { ...failure, stepUp: await stepUpNeeded(actor) } : failure;
    }

    const message = typeof done === "function" ? done(result) : done;
    const next = typeof then === "function" ? then(result, data) : then;
    // Also before a redirect, because the layout around the next page may show what was changed.
    refresh();
    if (next !== undefined) {
      if (message) await setFlash(message);
      redirect(next);
    }
    return { status: "done", ...(message && { message }), ...state?.(result) };
  };
}

/** Returns whether a fresh proof is missing or was wrong, so that the form shows the fields for it (again). */
function asksForProof(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return (
    error.code === "reauthenticate" || Object.keys(error.fields).some((name) => /^stepUp[A-Z]/.test(name))
  );
}

/**
 * Returns an action for a plain form of the layout. Such a form shows no state, so a refusal becomes the next
 * page's message.
 */
export function plainAction<S extends z.ZodType, R>(
  command: Command<S, R>,
  options: FormActionOptions<R>,
): (data: FormData) => Promise<void> {
  const action = formAction(command, options);
  return async function act(data) {
    const state = await action({ status: "idle" }, data);
    const words = state.message ?? Object.values(state.fields ?? {})[0];
    if (words) await setFlash(words, "danger");
    refresh();
  };
}
