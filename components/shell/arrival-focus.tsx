"use client";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

const waitsForMs = 10_000;

/**
 * Moves the focus to the heading of the next page when the last one took the focus away with it, such as after a form.
 * A link that stays, such as one of the navigation, keeps the focus.
 */
export function ArrivalFocus() {
  const path = usePathname();
  const first = useRef(path);

  useEffect(() => {
    if (first.current === path) return;
    first.current = "";
    const stop = new AbortController();
    const { signal } = stop;
    const look = () => {
      const at = document.activeElement;
      // The old page may stay in the document, hidden.
      if (at && at !== document.body && at.checkVisibility()) return;
      const heading = Array.from(document.querySelectorAll<HTMLElement>("h1")).find((each) =>
        each.checkVisibility(),
      );
      if (!heading) return;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    };
    // The heading may come after the address, and one shell may replace another.
    const timer = setInterval(look, 100);
    const timeout = setTimeout(end, waitsForMs);
    function end() {
      clearInterval(timer);
      clearTimeout(timeout);
      stop.abort();
    }
    document.addEventListener("pointerdown", end, { signal });
    document.addEventListener("keydown", end, { signal });
    look();
    return end;
  }, [path]);
  return null;
}
