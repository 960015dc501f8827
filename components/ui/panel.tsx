import clsx from "clsx";
import type { ReactNode } from "react";

type PanelProps = {
  title?: ReactNode;
  description?: ReactNode;
  /** Action at the right of the title. */
  action?: ReactNode;
  footer?: ReactNode;
  /** Leaves out the inner space, for tables and rows that run to the edge. */
  flush?: boolean;
  tone?: "plain" | "danger";
  className?: string;
  children?: ReactNode;
};

/** Renders a white sheet that groups related content. */
export function Panel({
  title,
  description,
  action,
  footer,
  flush,
  tone = "plain",
  className,
  children,
}: PanelProps) {
  return (
    <section
      className={clsx(
        "rounded-l border bg-surface",
        tone === "danger" ? "border-danger-ink/40" : "border-line",
        className,
      )}
    >
      {(title || action) && (
        <header
          className={clsx(
            "flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-3",
            children || footer ? "pb-1" : "pb-4",
          )}
        >
          <div className="grid max-w-[70ch] gap-0.5">
            {title && <h2 className="text-14">{title}</h2>}
            {description && <p className="text-13 text-ink-faint">{description}</p>}
          </div>
          {action}
        </header>
      )}
      {children && <div className={flush ? undefined : title ? "px-4 pt-3 pb-4" : "p-4"}>{children}</div>}
      {footer && (
        <footer className="flex flex-wrap items-center justify-end gap-2 border-line border-t px-4 py-3">
          {footer}
        </footer>
      )}
    </section>
  );
}
