"use client";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type FieldValues, hasFreeText, putValues, sameValues, tellTyped, valuesOf } from "./field-values.ts";
import { keyOf, putKey } from "./once-key.tsx";
import { usePageOwner } from "./page-workspace.tsx";
import { watchForm } from "./unsaved-forms.ts";
import { readUnsaved, type UnsavedText, unsavedKey, writeUnsaved } from "./unsaved-text.ts";
import { useFirstValues } from "./use-first-values.ts";
import type { FormRun } from "./use-form-action.ts";

const restMs = 400;

export type Unsaved = {
  /** Text of an earlier visit that differs from the form's. */
  offers: UnsavedText[];
  /** Set once text was put back without asking, after the page was loaded again. */
  restored: boolean;
  restore: (offer: UnsavedText) => void;
  discard: (offer: UnsavedText) => void;
  /** Keeps the text and loads the page again, which puts it back. */
  reload: () => void;
};

/**
 * Keeps a form's text on this device while it is not saved, and offers it after a reload or a crash. Fields of free
 * text are copied while the user types; other forms only when the page has to be left for the text's sake.
 */
export function useUnsaved(form: RefObject<HTMLFormElement | null>, run: FormRun): Unsaved {
  const owner = usePageOwner();
  const [offers, setOffers] = useState<UnsavedText[]>([]);
  const [restored, setRestored] = useState(false);
  const offered = useRef<UnsavedText[]>([]);
  offered.current = offers;
  const saved = useRef<FieldValues | null>(null);
  const sent = useRef<FieldValues | null>(null);
  const key = useRef<string | null>(null);
  const { state, keeps, left } = run;
  const firstValues = useFirstValues();

  const write = useCallback((element: HTMLFormElement, restores = false) => {
    if (!key.current) return;
    const values = valuesOf(element);
    const now =
      saved.current && sameValues(values, saved.current)
        ? []
        : [{ at: Date.now(), values, key: keyOf(element) }];
    const texts = [...now, ...offered.current];
    if (texts.length > 0) writeUnsaved(localStorage, key.current, texts, restores);
    else localStorage.removeItem(key.current);
  }, []);

  useEffect(() => {
    const element = form.current;
    if (!element) return;
    saved.current = firstValues(element);
    // Read on mount: a redirect changes the address before the form is taken off.
    key.current = owner && unsavedKey(owner, location.pathname, Object.keys(saved.current));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isDirty = () =>
      sent.current === null &&
      element.isConnected &&
      element.checkVisibility() &&
      saved.current !== null &&
      !sameValues(valuesOf(element), saved.current);
    const stop = new AbortController();
    const { signal } = stop;

    if (key.current) {
      const { texts, restores } = readUnsaved(localStorage, key.current);
      const held = [saved.current, valuesOf(element)];
      const [newest, ...older] = texts.filter(({ values }) => !held.some((each) => sameValues(values, each)));
      if (newest && restores) {
        setRestored(putValues(element, newest.values));
        putKey(element, newest.key);
        setOffers(older);
      } else if (newest) setOffers([newest, ...older]);
      else localStorage.removeItem(key.current);
    }
    const keep = () => {
      clearTimeout(timer);
      if (hasFreeText(element) && sent.current === null) write(element);
    };
    const typed = () => {
      clearTimeout(timer);
      timer = setTimeout(keep, restMs);
    };
    element.addEventListener("input", typed, { signal });
    element.addEventListener("submit", () => (sent.current = valuesOf(element)), { signal });
    // React resets a form after its action. Text that was typed meanwhile, or got no answer, stays.
    element.addEventListener(
      "reset",
      (event) => {
        const newer = sent.current !== null && !sameValues(valuesOf(element), sent.current);
        if (keeps.current || newer) event.preventDefault();
      },
      { signal },
    );
    window.addEventListener("pagehide", keep, { signal });
    element.addEventListener(
      "autosaved",
      (event) => {
        if (!(event instanceof CustomEvent)) return;
        saved.current = event.detail as FieldValues;
        write(element);
      },
      { signal },
    );
    if (!sameValues(valuesOf(element), saved.current)) queueMicrotask(() => tellTyped(element));
    const unwatch = owner ? watchForm({ isDirty, form: element }) : () => {};

    return () => {
      clearTimeout(timer);
      stop.abort();
      unwatch();
      if (left.current === null || !key.current) return;
      // A user whose session ended comes back to this page after signing in.
      if (/^\/sign-in\b/.test(left.current)) write(element, true);
      else localStorage.removeItem(key.current);
    };
  }, [form, owner, keeps, left, write, firstValues]);

  useEffect(() => {
    const element = form.current;
    const wasSent = sent.current;
    sent.current = null;
    if (state.status !== "done" || state.lost) return;
    if (!element) {
      // Something else stands in the form's place, such as a secret shown once.
      if (key.current) localStorage.removeItem(key.current);
      return;
    }
    saved.current = wasSent && !sameValues(valuesOf(element), wasSent) ? wasSent : valuesOf(element);
    setOffers([]);
    offered.current = [];
    write(element);
  }, [state, form, write]);

  const discard = (offer: UnsavedText) => {
    offered.current = offers.filter((each) => each !== offer);
    setOffers(offered.current);
    if (form.current) write(form.current);
  };
  const restore = (offer: UnsavedText) => {
    if (form.current) putValues(form.current, offer.values);
    putKey(form.current, offer.key);
    discard(offer);
  };
  const reload = () => {
    if (form.current) write(form.current, true);
    sent.current = {};
    location.reload();
  };
  return { offers, restored, restore, discard, reload };
}
