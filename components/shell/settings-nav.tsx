import type { ReactNode } from "react";
import { NavLink } from "./nav-link.tsx";
import type { SettingsNavGroup } from "./nav-model.ts";

/** Renders the rooms of Settings in their groups: a list at the left on wide screens, a strip above on small ones. */
function SettingsNav({ groups }: { groups: SettingsNavGroup[] }) {
  return (
    <nav aria-label="Settings" className="settings-nav strip">
      {groups.map(({ label, items }) => {
        const id = `settings-${label.toLowerCase()}`;
        return (
          <section key={label} aria-labelledby={id} className="settings-group">
            <h2 id={id} className="settings-group-name">
              {label}
            </h2>
            {items.map((item) => (
              <NavLink key={item.href} href={item.href} reveal className="side-link">
                {item.icon}
                {item.label}
              </NavLink>
            ))}
          </section>
        );
      })}
    </nav>
  );
}

/** Renders the rooms beside the page. */
export function SettingsLayout({ groups, children }: { groups: SettingsNavGroup[]; children: ReactNode }) {
  return (
    <div className="settings">
      <SettingsNav groups={groups} />
      <div className="settings-page">{children}</div>
    </div>
  );
}
