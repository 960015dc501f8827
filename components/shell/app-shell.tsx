import { Menu as MenuIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Sheet } from "#components/ui/dialog.tsx";
import { DialogButton } from "#components/ui/dialog-button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { fonts } from "./fonts.ts";
import { NavLink } from "./nav-link.tsx";
import type { NavItem, PaletteItem } from "./nav-model.ts";
import { PaletteButton } from "./palette-button.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { SkipLink } from "./skip-link.tsx";
import { UserMenu, type UserMenuProps } from "./user-menu.tsx";
import { WorkspaceSwitcher, type WorkspaceSwitcherProps } from "./workspace-switcher.tsx";

type AppShellProps = {
  /** Only what exists, in order; the last one is Settings. */
  nav: NavItem[];
  workspace: WorkspaceSwitcherProps;
  user: UserMenuProps;
  palette: PaletteItem[];
  /** Responds to `?q=` with records, for the palette. */
  recordsUrl: string;
  /** A Flash, when the last action left a message. */
  flash?: ReactNode;
  /** Above the page: something the whole workspace must know. */
  banner?: ReactNode;
  children: ReactNode;
};

/** The frame of every page of the product once a person is signed in. */
export function AppShell({
  nav,
  workspace,
  user,
  palette,
  recordsUrl,
  flash,
  banner,
  children,
}: AppShellProps) {
  const fits = nav.length <= 5;
  const inBar = fits ? nav : nav.slice(0, 4);
  return (
    <div className={`shell ${fonts}`}>
      <SkipLink />
      <header className="shell-side">
        <WorkspaceSwitcher {...workspace} />
        <PaletteButton>
          <span className="flex-1 text-start">Search</span>
          <span className="flex gap-1 noscript:hidden">
            <Kbd>Ctrl</Kbd>
            <Kbd>K</Kbd>
          </span>
        </PaletteButton>
        <nav aria-label="Main" className="flex-1">
          <ul className="grid gap-px">
            {nav.map((item) => (
              <li key={item.href}>
                <NavLink href={item.href} className="side-link">
                  {item.icon}
                  {item.label}
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
        <UserMenu {...user} />
      </header>

      <header className="shell-bar">
        <div className="min-w-0 flex-1">
          <WorkspaceSwitcher {...workspace} />
        </div>
        <PaletteButton compact />
        <UserMenu {...user} compact />
      </header>

      <main id="main" tabIndex={-1} className="shell-main">
        {banner && <div className="mb-5">{banner}</div>}
        {children}
      </main>

      <nav aria-label="Main, at the bottom" className="shell-bottom">
        {inBar.map((item) => (
          <NavLink key={item.href} href={item.href} className="shell-tab">
            {item.icon}
            <span>{item.label}</span>
          </NavLink>
        ))}
        {!fits && (
          <DialogButton
            dialog="more-navigation"
            className="shell-tab"
            data-plain=""
            icon={<MenuIcon aria-hidden="true" />}
          >
            More
          </DialogButton>
        )}
      </nav>
      {!fits && (
        <Sheet id="more-navigation" title="Go to">
          <ul className="grid gap-px">
            {nav.map((item) => (
              <li key={item.href}>
                <NavLink href={item.href} className="side-link">
                  {item.icon}
                  {item.label}
                </NavLink>
              </li>
            ))}
          </ul>
        </Sheet>
      )}
      <CommandPalette items={palette} recordsUrl={recordsUrl} />
      <Shortcuts />
      {flash}
    </div>
  );
}
