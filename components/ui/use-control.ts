"use client";
import { use } from "react";
import { FieldContext, FormContext } from "./form-context.ts";

type Given = { id?: string; name?: string; required?: boolean; "aria-describedby"?: string };

/** Returns the attributes a control takes from its Field, and the value a refused submit gives back. */
export function useControl(given: Given) {
  const field = use(FieldContext);
  const form = use(FormContext);
  const name = given.name ?? field?.name;
  const invalid = field?.invalid ?? Boolean(name && form?.errors[name]);
  return {
    typed: name === undefined ? undefined : form?.values?.[name],
    /** Every value of the name that a refused submit gives back, such as those of ticked boxes. */
    typedAll: name === undefined ? [] : (form?.lists?.[name] ?? [form?.values?.[name]]),
    answered: form?.values !== undefined,
    attributes: {
      id: given.id ?? field?.id,
      name,
      required: given.required ?? field?.required,
      "aria-invalid": invalid || undefined,
      "aria-describedby":
        [given["aria-describedby"], field?.describedBy].filter(Boolean).join(" ") || undefined,
    },
  };
}
