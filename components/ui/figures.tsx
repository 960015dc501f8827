import type { ReactNode } from "react";
import type { Tone } from "./badge.tsx";

export type Figure = {
  label: string;
  value: ReactNode;
  /** Meaning of the number, in a few words. */
  detail?: ReactNode;
  tone?: Tone;
};

/** Renders a few named numbers side by side, in two columns on a phone. */
export function Figures({ label, items }: { label: string; items: Figure[] }) {
  return (
    <section aria-label={label} className="rounded-l border border-line bg-surface">
      <dl className="figures">
        {items.map((item) => (
          <div key={item.label} className="grid content-start gap-0.5 px-4 py-3" data-tone={item.tone}>
            <dt className="text-13 text-ink-faint">{item.label}</dt>
            <dd className="text-20 font-medium tabular-nums">{item.value}</dd>
            {item.detail && <dd className="text-13 text-ink-faint">{item.detail}</dd>}
          </div>
        ))}
      </dl>
    </section>
  );
}
