"use client";
import clsx from "clsx";
import { type ReactNode, use, useId } from "react";
import { FieldError, fieldId } from "./field.tsx";
import { FormContext } from "./form-context.ts";

export type Choice = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean };

type RadioGroupProps = {
  name: string;
  legend: ReactNode;
  hint?: ReactNode;
  error?: string;
  choices: Choice[];
  defaultValue?: string;
  required?: boolean;
  className?: string;
};

/** Renders visible options of which the user chooses one; a click anywhere on a row chooses it. */
export function RadioGroup({
  name,
  legend,
  hint,
  error,
  choices,
  defaultValue,
  required,
  className,
}: RadioGroupProps) {
  const form = use(FormContext);
  const ownId = useId();
  const id = fieldId(form?.id ?? ownId, name);
  const message = error ?? form?.errors[name];
  const start = form?.values ? form.values[name] : defaultValue;

  return (
    <fieldset
      key={String(start)}
      aria-describedby={clsx(message && `${id}-error`, hint && `${id}-hint`) || undefined}
      className={className}
    >
      <legend className="mb-1 font-medium">{legend}</legend>
      {hint && (
        <p id={`${id}-hint`} className="mb-2 text-13 text-ink-faint">
          {hint}
        </p>
      )}
      <div>
        {choices.map((choice, at) => (
          <label key={choice.value} className="choice-card">
            <input
              type="radio"
              id={at === 0 ? id : undefined}
              name={name}
              value={choice.value}
              defaultChecked={choice.value === start}
              disabled={choice.disabled}
              required={required}
              aria-invalid={Boolean(message) || undefined}
              className="choice"
            />
            <span className="grid gap-0.5">
              <span>{choice.label}</span>
              {choice.hint && <span className="text-13 text-ink-faint">{choice.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      {message && (
        <div className="mt-1">
          <FieldError id={`${id}-error`}>{message}</FieldError>
        </div>
      )}
    </fieldset>
  );
}
