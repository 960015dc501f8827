import type { ReactNode } from "react";

export type Tone = "neutral" | "ok" | "warn" | "danger";

/** Renders a short state in words; colour only repeats what the word says. */
export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="badge" data-tone={tone}>
      {children}
    </span>
  );
}

/** Renders a dot and its word, quieter than a badge, for table cells and lines of text. */
export function StatusDot({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" data-tone={tone}>
      <span className="dot" aria-hidden="true" />
      {children}
    </span>
  );
}
