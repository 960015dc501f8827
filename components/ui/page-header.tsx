import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

type PageHeaderProps = {
  title: ReactNode;
  /** Badge or proof chip beside the title. */
  mark?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  breadcrumb?: { label: string; href: string }[];
};

/** Renders the page's only h1, its breadcrumb and its actions. */
export function PageHeader({ title, mark, description, actions, breadcrumb }: PageHeaderProps) {
  return (
    <header className="mb-6 grid gap-1">
      {breadcrumb && breadcrumb.length > 0 && (
        <nav aria-label="Breadcrumb" className="text-13">
          <ol className="flex flex-wrap items-center gap-1 text-ink-faint">
            {breadcrumb.map((step, at) => (
              <li key={step.href} className="flex items-center gap-1">
                {at > 0 && <ChevronRight aria-hidden="true" className="size-3.5" />}
                <Link
                  href={step.href}
                  className="inline-flex min-h-6 items-center rounded-s hover:text-ink hover:underline"
                >
                  {step.label}
                </Link>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 gap-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-20 wrap-anywhere">{title}</h1>
            {mark}
          </div>
          {description && <p className="max-w-[70ch] text-ink-soft">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
