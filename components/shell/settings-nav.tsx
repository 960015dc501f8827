import type { ReactNode } from "react";
import { NavLink } from "./nav-link.tsx";
import type { SettingsNavItem } from "./nav-model.ts";

/** The rooms of Settings: a list at the left on wide screens, a strip above on small ones. */
export function SettingsNav({ items }: { items: SettingsNavItem[] }) {
  return (
    <nav aria-label="Settings" className="settings-nav strip">
      {items.map((item) => (
        <NavLink key={item.href} href={item.href} reveal className="side-link">
          {item.icon}
          {item.label}
        </NavLink>
      ))}
    </nav>
  );
}

/** Puts the rooms beside the page. */
export function SettingsLayout({ items, children }: { items: SettingsNavItem[]; children: ReactNode }) {
  return (
    <div className="settings">
      <SettingsNav items={items} />
      <div className="min-w-0 max-w-3xl">{children}</div>
    </div>
  );
}
