"use client";
import { useCallback, useRef, useSyncExternalStore } from "react";
import { valuesOf, writtenValuesOf } from "./field-values.ts";

const never = () => () => {};

/**
 * Returns a function that reads what a form held before its user touched it. A form that came with the page may have been
 * typed into before the script ran, so there the server's own values count.
 */
export function useFirstValues() {
  const isHydrating = useSyncExternalStore(
    never,
    () => false,
    () => true,
  );
  const came = useRef(isHydrating);
  return useCallback((form: HTMLFormElement) => (came.current ? writtenValuesOf(form) : valuesOf(form)), []);
}
