import type { ReactNode } from "react";

/** Renders a key of the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-grid h-5 min-w-5 place-items-center rounded-s border border-line bg-sunken px-1 font-sans text-13 text-ink-faint leading-none">
      {children}
    </kbd>
  );
}
