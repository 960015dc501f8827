import { Check } from "lucide-react";

const steps = ["Consent", "File", "Columns", "Import"];

/** Where an import stands, as the four things that are asked for. `current` counts from 0. */
export function Steps({ current }: { current: number }) {
  return (
    <ol aria-label="Steps of an import" className="flex flex-wrap gap-x-6 gap-y-1 text-13 phone:gap-x-3">
      {steps.map((step, at) => (
        <li
          key={step}
          aria-current={at === current ? "step" : undefined}
          className={
            at === current
              ? "flex items-center gap-2 phone:gap-1.5 font-medium text-ink"
              : "flex items-center gap-2 phone:gap-1.5 text-ink-faint"
          }
        >
          <span
            aria-hidden="true"
            className={
              at < current
                ? "grid size-5 place-items-center rounded-full bg-accent-wash text-accent-ink"
                : at === current
                  ? "grid size-5 place-items-center rounded-full bg-accent text-on-accent tabular-nums"
                  : "grid size-5 place-items-center rounded-full bg-sunken tabular-nums"
            }
          >
            {at < current ? <Check className="size-3.5" /> : at + 1}
          </span>
          {step}
          {at < current && <span className="sr-only">, done</span>}
        </li>
      ))}
    </ol>
  );
}
