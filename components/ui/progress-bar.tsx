type ProgressBarProps = {
  label: string;
  /** Null while the total is unknown. */
  value: number | null;
  max?: number;
  tone?: "ok" | "warn" | "danger";
};

/** Renders the platform's progress element, styled, with `value` of `max`. */
export function ProgressBar({ label, value, max = 100, tone = "ok" }: ProgressBarProps) {
  const known = value === null ? {} : { value: Math.min(value, max), max: Math.max(max, 1) };
  return <progress className="progress" aria-label={label} data-tone={tone} {...known} />;
}
