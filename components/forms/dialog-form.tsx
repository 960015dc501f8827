"use client";
import { type ReactNode, useEffect, useId, useState } from "react";
import type { ButtonLook } from "#components/ui/button.tsx";
import { Dialog, DialogActions } from "#components/ui/dialog.tsx";
import { DialogButton } from "#components/ui/dialog-button.tsx";
import { DoneToast } from "./done-toast.tsx";
import type { FormAction } from "./form-state.ts";
import { SubmitButton } from "./submit-button.tsx";
import { StatefulForm } from "./submit-form.tsx";
import { useFormAction } from "./use-form-action.ts";

export type DialogFormProps = {
  action: FormAction;
  /** The label of the button on the page. */
  label: ReactNode;
  /** The full name where several such buttons are listed: "Revoke Production Server". */
  ariaLabel?: string;
  icon?: ReactNode;
  variant?: ButtonLook["variant"];
  size?: ButtonLook["size"];
  title: ReactNode;
  /** The text between the title and the fields. */
  text?: ReactNode;
  /** The submit button's label, which names the action. */
  submit: ReactNode;
  submitVariant?: ButtonLook["variant"];
  cancel?: ReactNode;
  hidden?: Record<string, string>;
  /** Doing it twice does no more than doing it once, so it is sent again by itself after a lost connection. */
  repeatable?: boolean;
  children?: ReactNode;
};

/**
 * A button that opens a form in a dialog. The browser opens it (`commandfor`), so it works without scripts. A form
 * refused without scripts comes back with its dialog open.
 */
export function DialogForm(props: DialogFormProps) {
  const { label, ariaLabel, icon, variant, size, title, text, submit, submitVariant, cancel, hidden } = props;
  const run = useFormAction(props.action);
  const { state } = run;
  const [startsOpen] = useState(state.status === "error");
  const id = useId();

  useEffect(() => {
    const dialog = document.getElementById(id);
    if (!(dialog instanceof HTMLDialogElement)) return;
    if (state.status === "done") dialog.close();
    if (state.status === "error" && !dialog.matches(":modal")) {
      dialog.close();
      dialog.showModal();
    }
  }, [state, id]);

  return (
    <>
      <DialogButton dialog={id} variant={variant} size={size} icon={icon} aria-label={ariaLabel}>
        {label}
      </DialogButton>
      <Dialog id={id} title={title} open={startsOpen}>
        {text && <div className="grid gap-2 text-ink-soft">{text}</div>}
        <StatefulForm run={run} hidden={hidden} repeatable={props.repeatable}>
          {props.children}
          <DialogActions>
            <DialogButton dialog={id} does="close">
              {cancel ?? "Cancel"}
            </DialogButton>
            <SubmitButton variant={submitVariant}>{submit}</SubmitButton>
          </DialogActions>
        </StatefulForm>
      </Dialog>
      <DoneToast state={state} />
    </>
  );
}
