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
import { formInput, type MostFields, tooManyFields, tooManyFieldsMessage } from "./form-input.ts";
import { fromAnotherWorkspace } from "./page-workspace.ts";
import { stepUpNeeded, withStepUp } from "./step-up.ts";

export type FormActionOptions<R> = {
  /** What happened: shown by the form, or by the next page when there is a `then`. */
  done?: string | ((result: R) => string);
  /** Where to go next. */
  then?: string | ((result: R, data: FormData) => string);
  /** The command's input from the form; by default its fields by name. The command's schema judges it either way. */
  input?: (data: FormData) => unknown;
  /** How many fields the form may have, where it is a large one. */
  most?: MostFields;
  /** What the web does with a result besides, such as setting a cookie; it may throw what a command may. */
  after?: (result: R) => Promise<void>;
  /** Answers at whole steps of time, for forms that must not tell whether an account exists. */
  even?: boolean;
  /** More to answer the form with, such as a secret shown once: merged into the state. */
  state?: (result: R) => Partial<FormState>;
};

/**
 * A command behind a form: a server action for `<SubmitForm action>`, with and without JavaScript. Refusals come back beside their
 * fields with what was typed (never passwords); our own faults as a reference. Somebody signed out meanwhile is sent to sign in. A command
 * that wants a fresh proof gets it through the same form, which keeps what was typed.
 */
export function formAction<S extends z.ZodType, R>(
  command: Command<S, R>,
  options: FormActionOptions<R> = {},
): FormAction {
  const { done, then, input = formInput, most, after, even, state } = options;

  return async function action(_before, data) {
    // Anybody can call an action with anything: types are no checks.
    if (!(data instanceof FormData)) return { status: "error", message: "That is not a form of ours." };
    if (tooManyFields(data, most)) return { status: "error", message: tooManyFieldsMessage };
    let actor = await currentActor();
    const elsewhere = fromAnotherWorkspace(actor, data);
    if (elsewhere) return elsewhere;
    let result: R;
    try {
      actor = await withStepUp(actor, data);
      const work = async () => command(actor, (await input(data)) as z.input<S>);
      result = even ? await evenTime(work) : await work();
      await after?.(result);
    } catch (error) {
      unstable_rethrow(error);
      if (actor.kind === "anonymous" && error instanceof AppError && error.code === "forbidden")
        redirect(await signInPath());
      const failure = formFailure(error, data, {
        command: command.spec.name,
        requestId: actor.origin.requestId,
      });
      return asksForProof(error) ? { ...failure, stepUp: await stepUpNeeded(actor) } : failure;
    }

    const message = typeof done === "function" ? done(result) : done;
    const next = typeof then === "function" ? then(result, data) : then;
    // Also before a redirect: the shell around the next page may show what was changed.
    refresh();
    if (next !== undefined) {
      if (message) await setFlash(message);
      redirect(next);
    }
    return { status: "done", ...(message && { message }), ...state?.(result) };
  };
}

/** A fresh proof is missing, or the one that came along was wrong: the form shows its fields (again). */
function asksForProof(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return (
    error.code === "reauthenticate" || Object.keys(error.fields).some((name) => /^stepUp[A-Z]/.test(name))
  );
}

/** A command behind a plain form of the shell: no state to show, so a refusal becomes the next page's message. */
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
