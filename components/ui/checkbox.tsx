"use client";
import clsx from "clsx";
import { type ComponentProps, type ReactNode, use, useId } from "react";
import { FieldError, fieldId } from "./field.tsx";
import { FormContext } from "./form-context.ts";
import { useControl } from "./use-control.ts";

type CheckboxProps = Omit<ComponentProps<"input">, "type"> & {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string;
};

/** Renders a yes or no with label, hint and error; use it alone, not inside a Field. */
export function Checkbox({ label, hint, error, className, defaultChecked, ...rest }: CheckboxProps) {
  const form = use(FormContext);
  const ownId = useId();
  const id = rest.id ?? fieldId(form?.id ?? ownId, rest.name);
  const message = error ?? form?.errors[rest.name];
  const { attributes, typedAll, answered } = useControl(rest);
  const start = answered ? typedAll.includes(String(rest.value ?? "on")) : defaultChecked;

  return (
    <div className={clsx("grid gap-1", className)}>
      <div className="flex gap-2.5">
        <input
          key={String(start)}
          {...rest}
          {...attributes}
          id={id}
          type="checkbox"
          required={rest.required}
          defaultChecked={rest.checked === undefined ? start : undefined}
          aria-invalid={Boolean(message) || undefined}
          aria-describedby={clsx(message && `${id}-error`, hint && `${id}-hint`) || undefined}
          className="choice"
        />
        <div className="grid gap-0.5">
          <label htmlFor={id} className="cursor-pointer">
            {label}
          </label>
          {hint && (
            <p id={`${id}-hint`} className="text-13 text-ink-faint">
              {hint}
            </p>
          )}
        </div>
      </div>
      {message && <FieldError id={`${id}-error`}>{message}</FieldError>}
    </div>
  );
}
