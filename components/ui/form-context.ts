"use client";
import { createContext } from "react";

/** What a form tells its fields after the server answered: errors and typed values by field name. */
export type FormContextValue = {
  id: string;
  errors: Record<string, string>;
  /** Undefined before the first refused submit; afterwards what was typed (never passwords). */
  values: Record<string, string> | undefined;
};

export const FormContext = createContext<FormContextValue | null>(null);

/** What a field tells the control inside it. */
export type FieldContextValue = {
  id: string;
  name: string;
  required: boolean;
  invalid: boolean;
  describedBy: string | undefined;
};

export const FieldContext = createContext<FieldContextValue | null>(null);
