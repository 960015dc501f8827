import clsx from "clsx";
import type { ReactNode } from "react";
import { TabLink } from "./tab-link.tsx";

type Tab = { href: string; label: ReactNode; count?: number; current?: boolean };

/** Renders tabs as links, so that the URL holds the chosen one. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav aria-label={label} className="strip mb-4 border-line border-b">
      <ul className="flex gap-4">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <TabLink
              href={tab.href}
              current={tab.current === true}
              className={clsx(
                "-mb-px flex h-9 items-center gap-1.5 whitespace-nowrap border-b-2 -outline-offset-2",
                tab.current
                  ? "border-accent font-medium text-ink"
                  : "border-transparent text-ink-soft hover:border-line-control hover:text-ink",
              )}
            >
              {tab.label}
              {tab.count !== undefined && (
                <span className="text-13 text-ink-faint tabular-nums">
                  {tab.count.toLocaleString("en-GB")}
                </span>
              )}
            </TabLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
