"use client";
import clsx from "clsx";
import { type ReactNode, useEffect, useId, useRef } from "react";
import type { ButtonLook } from "#components/ui/button.tsx";
import { FormContext } from "#components/ui/form-context.ts";
import { Notice } from "#components/ui/notice.tsx";
import { FormMessage } from "./form-message.tsx";
import type { FormAction, FormState } from "./form-state.ts";
import { LostNotice } from "./lost-notice.tsx";
import { OnceKey } from "./once-key.tsx";
import { PageWorkspaceField } from "./page-workspace.tsx";
import { StepUpDialog } from "./step-up-dialog.tsx";
import { SubmitButton } from "./submit-button.tsx";
import { UnsavedOffer } from "./unsaved-offer.tsx";
import { type FormRun, useFormAction } from "./use-form-action.ts";
import { useProofOfWork } from "./use-proof-of-work.ts";
import { useUnsaved } from "./use-unsaved.ts";

export type FormParts = {
  /** The fields. Each `<Field name>` finds its own error and typed value. */
  children?: ReactNode;
  /** Names the action: "Create key". Leave it out to place a SubmitButton yourself. */
  submit?: ReactNode;
  submitVariant?: ButtonLook["variant"];
  submitWide?: boolean;
  /** A cancel link beside the submit button. */
  secondary?: ReactNode;
  /** Values the user does not type, such as an id. The server checks them like any other. */
  hidden?: Record<string, string>;
  /** Replaces the form after success, such as by a secret or the next step. */
  whenDone?: (state: FormState) => ReactNode;
  /** Doing it twice does no more than doing it once, so it is sent again by itself after a lost connection. */
  repeatable?: boolean;
  /** It makes something, once for its key however often it is sent. */
  creates?: boolean;
  className?: string;
};

/**
 * Renders a form around a server action. It works without scripts. With them it keeps the page and the typed
 * values, shows errors beside their fields, and focuses the first wrong one. Without an answer the page and all that was
 * typed stay, and a message beside the button says so.
 */
export function SubmitForm({ action, ...parts }: FormParts & { action: FormAction }) {
  return <StatefulForm {...parts} run={useFormAction(action)} />;
}

/** Renders the form for a parent that needs to know its state. */
export function StatefulForm({ run, ...props }: FormParts & { run: FormRun }) {
  const { state, formAction } = run;
  const { children, submit, submitVariant, submitWide, secondary, hidden, whenDone, repeatable, creates } =
    props;
  const form = useRef<HTMLFormElement>(null);
  const submitter = useRef<HTMLElement | null>(null);
  const id = useId();
  const unsaved = useUnsaved(form, run);
  const refused = state.status === "error";

  const { solving, keep } = useProofOfWork(state, formAction);

  useEffect(() => {
    if (state.status === "error" && !state.stepUp && !state.lost) firstWrong(form.current)?.focus();
  }, [state]);

  if (state.status === "done" && whenDone) return whenDone(state);
  const again = () => {
    const by = submitter.current;
    form.current?.requestSubmit(by?.isConnected && form.current.contains(by) ? by : null);
  };
  const lost = state.lost && (
    <LostNotice
      lost={state.lost}
      repeatable={repeatable ?? false}
      creates={creates ?? false}
      again={again}
      reload={unsaved.reload}
    />
  );
  return (
    <FormContext
      value={{
        id,
        errors: (refused && state.fields) || {},
        values: refused ? state.values : undefined,
        lists: refused ? state.lists : undefined,
      }}
    >
      {/* noValidate: every check and every message comes from the server, beside its field. */}
      <form
        ref={form}
        action={formAction}
        onSubmit={(event) => {
          keep(event);
          const { nativeEvent } = event;
          submitter.current = nativeEvent instanceof SubmitEvent ? nativeEvent.submitter : null;
        }}
        noValidate
        className={clsx("grid max-w-160 gap-4", props.className)}
      >
        <PageWorkspaceField />
        <OnceKey form={form} state={state} />
        {Object.entries(hidden ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <UnsavedOffer unsaved={unsaved} />
        {state.work && <input type="hidden" name="work" value={state.work.challenge} />}
        {solving ? (
          <Notice>
            Many people are signing in right now. Your browser is getting you a place in the queue.
          </Notice>
        ) : (
          !state.stepUp && !state.lost && <FormMessage state={state} formId={id} />
        )}
        {children}
        {state.stepUp && <StepUpDialog state={state}>{lost}</StepUpDialog>}
        {submit && (
          <div className={clsx("flex flex-wrap items-center gap-2", submitWide && "grid")}>
            <SubmitButton variant={submitVariant}>{submit}</SubmitButton>
            {secondary}
          </div>
        )}
        {!state.stepUp && lost}
      </form>
    </FormContext>
  );
}

function firstWrong(form: HTMLFormElement | null) {
  const wrong = form?.querySelector<HTMLElement>("[aria-invalid='true']");
  return wrong ?? form?.querySelector<HTMLElement>("[role='alert']");
}
