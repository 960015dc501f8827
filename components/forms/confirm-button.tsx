"use client";
import type { ReactNode } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { DialogForm, type DialogFormProps } from "./dialog-form.tsx";

type ConfirmButtonProps = Omit<DialogFormProps, "text" | "submit" | "submitVariant"> & {
  /** States exactly what is deleted and what stays. */
  children: ReactNode;
  /** Names the action: "Revoke key". */
  confirm: ReactNode;
  confirmVariant?: "danger" | "primary";
  /** The words to type, sent as the field `typed`. Only for what cannot be undone. */
  typed?: string;
  /** More fields, such as a password. */
  fields?: ReactNode;
};

/**
 * A button that asks before it acts. The browser opens its dialog from the page, so it works without scripts. An
 * old browser without scripts opens nothing, so that nothing is deleted by accident.
 */
export function ConfirmButton(props: ConfirmButtonProps) {
  const {
    children,
    confirm,
    confirmVariant = "danger",
    variant = "danger-quiet",
    typed,
    fields,
    ...rest
  } = props;
  return (
    <DialogForm {...rest} variant={variant} text={children} submit={confirm} submitVariant={confirmVariant}>
      {typed !== undefined && (
        <Field
          name="typed"
          label={
            <>
              Type <span className="font-mono">{typed}</span> to confirm
            </>
          }
        >
          <Input mono autoComplete="off" autoCapitalize="off" spellCheck={false} />
        </Field>
      )}
      {fields}
    </DialogForm>
  );
}
