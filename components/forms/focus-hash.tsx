"use client";
import { useEffect } from "react";

/** Puts the cursor into the field that the address names, as in "…/edit#subject". */
export function FocusHash() {
  useEffect(() => {
    const name = window.location.hash.slice(1);
    if (!/^\w{1,60}$/.test(name)) return;
    const field = document.querySelector<HTMLElement>(`main [name="${name}"]`);
    field?.scrollIntoView({ block: "center" });
    field?.focus({ preventScroll: true });
  }, []);
  return null;
}
