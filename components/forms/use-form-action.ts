"use client";
import { type RefObject, useActionState, useRef } from "react";
import { type FormAction, type FormState, idle } from "./form-state.ts";
import { withLostAnswers } from "./lost-answer.ts";
import { redirectPath } from "./redirect-path.ts";

/** What `useFormAction` gives a form. */
export type FormRun = {
  state: FormState;
  formAction: (data: FormData) => void;
  /** Set while the form's fields have to outlive React's reset, because no answer came. */
  keeps: RefObject<boolean>;
  /** Set once an answer led to another page: its path. */
  left: RefObject<string | null>;
};

/**
 * Runs a server action and keeps the form when no answer comes. The server renders the action itself, so that the form
 * works without scripts.
 */
export function useFormAction(action: FormAction): FormRun {
  const keeps = useRef(false);
  const left = useRef<string | null>(null);
  const guarded: FormAction = async (before, data) => {
    keeps.current = false;
    left.current = null;
    try {
      const state = await withLostAnswers(action)(before, data);
      keeps.current = state.lost !== undefined || (state.status === "error" && !state.values);
      return state;
    } catch (error) {
      left.current = redirectPath(error);
      throw error;
    }
  };
  const [state, formAction] = useActionState(typeof window === "undefined" ? action : guarded, idle);
  return { state, formAction, keeps, left };
}
