"use client";
import clsx from "clsx";
import { type ReactNode, useActionState, useEffect, useId, useRef } from "react";
import type { ButtonLook } from "#components/ui/button.tsx";
import { FormContext } from "#components/ui/form-context.ts";
import { FormMessage } from "./form-message.tsx";
import { type FormAction, type FormState, idle } from "./form-state.ts";
import { PageWorkspaceField } from "./page-workspace.tsx";
import { StepUpDialog } from "./step-up-dialog.tsx";
import { SubmitButton } from "./submit-button.tsx";

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
  className?: string;
};

/**
 * Renders a form around a server action. It works without scripts. With them it keeps the page and the typed
 * values, shows errors beside their fields, and focuses the first wrong one.
 */
export function SubmitForm({ action, ...parts }: FormParts & { action: FormAction }) {
  const [state, formAction] = useActionState(action, idle);
  return <StatefulForm {...parts} state={state} formAction={formAction} />;
}

type StatefulFormProps = FormParts & { state: FormState; formAction: (data: FormData) => void };

/** Renders the form for a parent that needs to know its state. */
export function StatefulForm(props: StatefulFormProps) {
  const { state, formAction, children, submit, submitVariant, submitWide, secondary, hidden, whenDone } =
    props;
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const refused = state.status === "error";

  useEffect(() => {
    if (state.status === "error" && !state.stepUp) firstWrong(form.current)?.focus();
  }, [state]);

  if (state.status === "done" && whenDone) return whenDone(state);
  return (
    <FormContext
      value={{ id, errors: (refused && state.fields) || {}, values: refused ? state.values : undefined }}
    >
      {/* noValidate: every check and every message comes from the server, beside its field. */}
      <form
        ref={form}
        action={formAction}
        noValidate
        className={clsx("grid max-w-160 gap-4", props.className)}
      >
        <PageWorkspaceField />
        {Object.entries(hidden ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {!state.stepUp && <FormMessage state={state} formId={id} />}
        {children}
        {state.stepUp && <StepUpDialog state={state} />}
        {submit && (
          <div className={clsx("flex flex-wrap items-center gap-2", submitWide && "grid")}>
            <SubmitButton variant={submitVariant}>{submit}</SubmitButton>
            {secondary}
          </div>
        )}
      </form>
    </FormContext>
  );
}

function firstWrong(form: HTMLFormElement | null) {
  const wrong = form?.querySelector<HTMLElement>("[aria-invalid='true']");
  return wrong ?? form?.querySelector<HTMLElement>("[role='alert']");
}
