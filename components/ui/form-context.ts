"use client";
import { createContext } from "react";

/** Data a form gives its fields after the server responded: errors and typed values by field name. */
export type FormContextValue = {
  id: string;
  errors: Record<string, string>;
  /** Undefined before the first refused submit; then the typed values (never passwords). */
  values: Record<string, string> | undefined;
  /** The same for names with several values, such as ticked boxes. */
  lists?: Record<string, string[]> | undefined;
};

export const FormContext = createContext<FormContextValue | null>(null);

/** Data a field gives the control inside it. */
export type FieldContextValue = {
  id: string;
  name: string;
  required: boolean;
  invalid: boolean;
  describedBy: string | undefined;
};

export const FieldContext = createContext<FieldContextValue | null>(null);
