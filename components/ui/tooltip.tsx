"use client";
import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** A few words on hover and focus; never the only place something is said. `children` is one focusable element. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={400}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        {/* Not moved to the body: inside a dialog it has to stay above it, and in the page it belongs to its region. */}
        <Radix.Content sideOffset={6} collisionPadding={8} className="tooltip">
          {text}
        </Radix.Content>
      </Radix.Root>
    </Radix.Provider>
  );
}
