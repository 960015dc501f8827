import { CircleUser, LogOut } from "lucide-react";
import { PlainForm } from "#components/forms/plain-form.tsx";
import { Menu, MenuButton, MenuLine, MenuLink } from "#components/ui/menu.tsx";
import type { NavItem, PlainAction } from "./nav-model.ts";
import type { Theme } from "./theme.ts";
import { ThemeToggle } from "./theme-toggle.tsx";

export type UserMenuProps = {
  name: string;
  email: string;
  /** Links such as Profile and Security. */
  items: NavItem[];
  signOutAction: PlainAction;
  theme: Theme;
  /** Receives `theme`. */
  themeAction: PlainAction;
};

/** Who is signed in, the look, and the way out. */
export function UserMenu(props: UserMenuProps & { compact?: boolean }) {
  const { name, email, items, signOutAction, theme, themeAction, compact } = props;
  return (
    <Menu
      label={compact ? `Account: ${email}` : undefined}
      triggerClassName={compact ? "button" : "side-link w-full min-w-0 cursor-pointer text-start"}
      triggerData={compact ? { "data-icon-only": "" } : undefined}
      align={compact ? "end" : "start"}
      side={compact ? "below" : "above"}
      className="w-64"
      trigger={
        compact ? (
          <CircleUser aria-hidden="true" />
        ) : (
          <>
            <CircleUser aria-hidden="true" />
            <span className="min-w-0 flex-1 truncate text-ink">{name || email}</span>
            <span className="sr-only">, account menu</span>
          </>
        )
      }
    >
      <div className="px-2 py-1.5">
        {name && <p className="truncate font-medium">{name}</p>}
        <p className="truncate text-13 text-ink-faint">{email}</p>
      </div>
      <MenuLine />
      {items.map((item) => (
        <MenuLink key={item.href} href={item.href} icon={item.icon}>
          {item.label}
        </MenuLink>
      ))}
      <MenuLine />
      <div className="flex items-center justify-between gap-3 py-1 ps-2 pe-1">
        <span className="text-ink-soft">Theme</span>
        <ThemeToggle theme={theme} action={themeAction} />
      </div>
      <MenuLine />
      <PlainForm action={signOutAction} signsOut data-sign-out="">
        <MenuButton type="submit" icon={<LogOut aria-hidden="true" />}>
          Sign out
        </MenuButton>
      </PlainForm>
    </Menu>
  );
}
