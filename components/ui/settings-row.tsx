import type { ReactNode } from "react";

type SettingsRowProps = {
  title: ReactNode;
  /** State in words: "On since 3 May", "2 devices". */
  state?: ReactNode;
  /** One sentence. */
  description?: ReactNode;
  /** The only action, at the right. */
  action?: ReactNode;
  proof?: ReactNode;
  /** Heading level; 2 where no title is above the rows. */
  level?: 2 | 3;
};

/** Renders a setting's name, its state in words and one action; put several in a `<Panel flush>`. */
export function SettingsRow({ title, state, description, action, proof, level = 3 }: SettingsRowProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 border-line px-4 py-3 not-last:border-b">
      <div className="grid min-w-0 max-w-[60ch] flex-1 basis-64 gap-0.5">
        <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
          <Heading className="text-14 font-medium">{title}</Heading>
          {state && <span className="text-ink-soft">{state}</span>}
          {proof}
        </div>
        {description && <p className="text-13 text-ink-faint">{description}</p>}
      </div>
      {action && <div className="flex flex-none items-center gap-2">{action}</div>}
    </div>
  );
}
