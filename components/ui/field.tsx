"use client";
import clsx from "clsx";
import { CircleAlert } from "lucide-react";
import { type ReactNode, use, useId } from "react";
import { FieldContext, FormContext } from "./form-context.ts";

type FieldProps = {
  name: string;
  label: ReactNode;
  /** One sentence of help under the control, shown before any error. */
  hint?: ReactNode;
  /** Error text; taken from the surrounding SubmitForm when left out. */
  error?: string;
  optional?: boolean;
  /** Small link at the right of the label, such as "Forgot it?". */
  aside?: ReactNode;
  /** Small link below the control, and after it in the order of Tab, such as "Forgot your password?". */
  after?: ReactNode;
  /** Shows the label to screen readers only, such as in a FilterBar where the control is clear by itself. */
  quiet?: boolean;
  /** Puts the label before the control in one line, such as in a FilterBar where the control does not say what it is. */
  beside?: boolean;
  className?: string;
  /** One control: Input, PasswordInput, Textarea, Select or FileDrop. */
  children: ReactNode;
};

/**
 * Renders label, control, hint and error, linked for screen readers. Optional fields are marked,
 * because most are required.
 */
export function Field(props: FieldProps) {
  const {
    name,
    label,
    hint,
    error,
    optional = false,
    aside,
    after,
    quiet,
    beside,
    className,
    children,
  } = props;
  const form = use(FormContext);
  const ownId = useId();
  const id = fieldId(form?.id ?? ownId, name);
  const message = error ?? form?.errors[name];
  const describedBy = clsx(message && `${id}-error`, hint && `${id}-hint`) || undefined;

  return (
    <FieldContext value={{ id, name, required: !optional, invalid: Boolean(message), describedBy }}>
      <div className={clsx(beside ? "field-beside" : "grid gap-1", className)}>
        <div className={quiet ? "sr-only" : "flex items-baseline justify-between gap-3"}>
          <label htmlFor={id} className={beside ? "text-13 text-ink-soft" : "font-medium"}>
            {label}
            {optional && !beside && (
              <span className="ms-1.5 font-regular text-13 text-ink-faint">Optional</span>
            )}
          </label>
          {aside && <span className="text-13">{aside}</span>}
        </div>
        {children}
        {message && <FieldError id={`${id}-error`}>{message}</FieldError>}
        {after && <span className="text-13">{after}</span>}
        {hint && (
          <p id={`${id}-hint`} className="text-13 text-ink-faint">
            {hint}
          </p>
        )}
      </div>
    </FieldContext>
  );
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="flex gap-1.5 text-13 text-danger-ink">
      <CircleAlert aria-hidden="true" className="mt-0.5" />
      <span>{children}</span>
    </p>
  );
}

/** Returns the id of a field's control, which an error summary links to. */
export function fieldId(form: string, name: string) {
  return `${form}-${name.replaceAll(/[^\w-]/g, "-")}`;
}
