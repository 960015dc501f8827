"use client";
import { useCallback, useRef } from "react";
import { useHydrating } from "#components/ui/use-hydrating.ts";
import { valuesOf, writtenValuesOf } from "./field-values.ts";

/**
 * Returns a function that reads what a form held before its user touched it. A form that came with the page may have been
 * typed into before the script ran, so there the server's own values count.
 */
export function useFirstValues() {
  const came = useRef(useHydrating());
  return useCallback((form: HTMLFormElement) => (came.current ? writtenValuesOf(form) : valuesOf(form)), []);
}
