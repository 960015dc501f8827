import type { ReactNode } from "react";

type EmptyStateProps = {
  icon?: ReactNode;
  /** Name of the content to come. */
  title: ReactNode;
  /** One sentence with the reason. */
  children?: ReactNode;
  action?: ReactNode;
};

/** Renders an explanation of the content to come, its purpose, and the next step. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-1 px-6 py-12 text-center">
      {icon && (
        <span
          aria-hidden="true"
          className="mb-2 grid size-8 place-items-center rounded-l bg-sunken text-ink-soft"
        >
          {icon}
        </span>
      )}
      <p className="font-medium">{title}</p>
      {children && <p className="max-w-[52ch] text-ink-soft">{children}</p>}
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
