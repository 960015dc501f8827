"use client";
import { type ReactNode, useEffect, useId } from "react";
import { Dialog, DialogActions } from "#components/ui/dialog.tsx";
import { DialogButton } from "#components/ui/dialog-button.tsx";
import type { FormState } from "./form-state.ts";
import { StepUpFields } from "./step-up-fields.tsx";
import { SubmitButton } from "./submit-button.tsx";

/**
 * Asks for a fresh proof over the form and as part of it. Sending it proves the user and runs the action, with the
 * typed values kept. Without scripts it stands open on the page.
 */
export function StepUpDialog({ state, children }: { state: FormState; children?: ReactNode }) {
  const id = useId();

  // Every response that asks for a proof opens the dialog, also after the user closed it.
  useEffect(() => {
    const dialog = document.getElementById(id);
    if (!(dialog instanceof HTMLDialogElement) || !state.stepUp) return;
    if (!dialog.matches(":modal")) {
      dialog.close();
      dialog.showModal();
    }
    if (!state.lost) dialog.querySelector<HTMLElement>("[data-first], input:not([type='hidden'])")?.focus();
  }, [state, id]);

  if (!state.stepUp) return null;
  return (
    <Dialog
      id={id}
      title="Confirm that it is you"
      description="This is a sensitive action. Once you confirm, it continues right away, and you are not asked again for 10 minutes."
      open
    >
      <div className="grid gap-4">
        {state.status === "error" && !state.fields && state.message !== "Confirm that it is you first." && (
          <p role="alert" className="text-danger-ink">
            {state.message}
          </p>
        )}
        <StepUpFields factors={state.stepUp} />
        <DialogActions>
          <DialogButton dialog={id} does="close">
            Cancel
          </DialogButton>
          <SubmitButton>Confirm and continue</SubmitButton>
        </DialogActions>
        {children}
      </div>
    </Dialog>
  );
}
