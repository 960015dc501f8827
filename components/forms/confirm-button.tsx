"use client";
import type { ReactNode } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { DialogForm, type DialogFormProps } from "./dialog-form.tsx";

type ConfirmButtonProps = Omit<DialogFormProps, "text" | "submit" | "submitVariant"> & {
  /** Exactly what goes and what stays. */
  children: ReactNode;
  /** What happens: "Revoke key". */
  confirm: ReactNode;
  confirmVariant?: "danger" | "primary";
  /** Only for what cannot be undone: the words to type, sent as the field `typed`. */
  typed?: string;
  /** More fields, such as a password. */
  fields?: ReactNode;
};

/**
 * A button that asks before it acts. Its dialog is in the page and opened by the browser, so it works with no script
 * at all. In a browser too old for that and without scripts nothing opens: nothing is destroyed by accident.
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
