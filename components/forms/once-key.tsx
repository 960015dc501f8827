"use client";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { FormState } from "./form-state.ts";

const name = "onceKey";

/**
 * Sends a key that is good for one answer. A form whose answer was lost is sent again with the same key, so that the server
 * makes nothing twice. Without scripts the key is the one that the server rendered.
 */
export function OnceKey({ form, state }: { form: RefObject<HTMLFormElement | null>; state: FormState }) {
  const [first] = useState(newKey);
  const answered = useRef(state);
  useEffect(() => {
    if (answered.current === state) return;
    answered.current = state;
    if (!state.lost) putKey(form.current, newKey());
  }, [form, state]);
  // The browser makes another key than the server did: either is good, as long as one is sent.
  return (
    <>
      <input type="hidden" name={name} defaultValue={first} suppressHydrationWarning />
      {state.lost === "unanswered" && <input type="hidden" name="onceAgain" value="yes" />}
    </>
  );
}

/** Returns the key of a form that may have been sent, for the copy of its text. */
export function keyOf(form: HTMLFormElement): string | undefined {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field.value : undefined;
}

/** Gives a form the key that its text was sent with before. */
export function putKey(form: HTMLFormElement | null, key: string | undefined) {
  const field = form?.elements.namedItem(name);
  if (key && field instanceof HTMLInputElement) field.value = key;
}

// Not randomUUID, which browsers keep from pages without TLS.
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
