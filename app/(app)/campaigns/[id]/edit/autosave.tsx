"use client";
import { unstable_rethrow } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { ago } from "#components/forms/ago.ts";
import { sameValues, valuesOf } from "#components/forms/field-values.ts";
import type { FormState } from "#components/forms/form-state.ts";
import { saveBeforeLeaving } from "#components/forms/unsaved-forms.ts";
import { useFirstValues } from "#components/forms/use-first-values.ts";

const restMs = 2000;
const againMs = 10_000;

type Status = { is: "idle" } | { is: "saving" } | { is: "saved"; at: number } | { is: "failed"; why: string };

type AutosaveProps = {
  save: (data: FormData) => Promise<FormState>;
  /** Called with the version of each save, which the next save names. */
  onVersion: (version: string) => void;
  /** Called when somebody saved another version. Nothing is saved by itself from then on. */
  onConflict: (state: FormState) => void;
  stopped: boolean;
};

/** Saves the form around it after two seconds of rest, and says how it stands. A lost connection is tried again. */
export function Autosave({ save, onVersion, onConflict, stopped }: AutosaveProps) {
  const mark = useRef<HTMLParagraphElement>(null);
  const [status, setStatus] = useState<Status>({ is: "idle" });
  const calls = useRef({ save, onVersion, onConflict, stopped });
  calls.current = { save, onVersion, onConflict, stopped };
  const saved = useRef<ReturnType<typeof valuesOf> | null>(null);
  const firstValues = useFirstValues();
  const running = useRef<Promise<boolean> | null>(null);

  const saveNow = useCallback(async (): Promise<boolean> => {
    const form = mark.current?.closest("form");
    if (!form || calls.current.stopped) return false;
    await running.current;
    const values = valuesOf(form);
    if (saved.current && sameValues(values, saved.current)) return true;
    const run = async () => {
      setStatus({ is: "saving" });
      try {
        const state = await calls.current.save(new FormData(form));
        if (state.status === "done") {
          saved.current = values;
          if (state.version) calls.current.onVersion(state.version);
          form.dispatchEvent(new CustomEvent("autosaved", { detail: values }));
          setStatus({ is: "saved", at: Date.now() });
          return true;
        }
        if (state.fields?.version) calls.current.onConflict(state);
        setStatus({ is: "failed", why: Object.values(state.fields ?? {})[0] ?? state.message ?? "" });
        if (state.fields?.version) setStatus({ is: "failed", why: "another version was saved" });
      } catch (error) {
        unstable_rethrow(error);
        setStatus({ is: "failed", why: "no connection" });
      }
      return false;
    };
    running.current = run();
    return running.current;
  }, []);

  useEffect(() => {
    const form = mark.current?.closest("form");
    if (!form) return;
    saved.current = firstValues(form);
    saveBeforeLeaving(form, saveNow);
    const stop = new AbortController();
    const { signal } = stop;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => void saveNow().then((done) => !done && !signal.aborted && wait(againMs)), ms);
    };
    form.addEventListener("input", () => wait(restMs), { signal });
    form.addEventListener("submit", () => clearTimeout(timer), { signal });
    window.addEventListener("online", () => wait(0), { signal });
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [saveNow, firstValues]);

  return (
    <p ref={mark} className="text-13 text-ink-faint" data-autosave={status.is}>
      <span role="status" className="sr-only">
        {status.is === "saved" ? "Saved" : status.is === "failed" ? `Not saved: ${status.why}` : ""}
      </span>
      <span aria-hidden="true">
        {status.is === "saving" && "Saving…"}
        {status.is === "saved" && <SavedAgo at={status.at} />}
        {status.is === "failed" && <span className="text-warn-ink">Not saved: {status.why}</span>}
      </span>
    </p>
  );
}

function SavedAgo({ at }: { at: number }) {
  const [now, setNow] = useState(at);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 5000);
    return () => clearInterval(timer);
  }, []);
  return `Saved ${ago(at, now)}`;
}
