"use client";
import { useRef } from "react";
import { Flash } from "#components/ui/flash.tsx";
import type { FormState } from "./form-state.ts";

/** Shows an action's success as a toast, which a phone shows wherever its page is scrolled to. */
export function DoneToast({ state }: { state: FormState }) {
  const shown = useRef({ state, count: 0 });
  if (shown.current.state !== state) shown.current = { state, count: shown.current.count + 1 };
  if (state.status !== "done" || !state.message) return null;
  return <Flash key={shown.current.count} message={state.message} />;
}
