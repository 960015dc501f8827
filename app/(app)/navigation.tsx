import {
  Building2,
  Contact,
  FileText,
  KeyRound,
  KeySquare,
  LayoutDashboard,
  LockKeyhole,
  LogOut,
  Mailbox,
  Monitor,
  Moon,
  Newspaper,
  Plus,
  Send,
  Settings,
  ShieldCheck,
  Sun,
  UserRound,
  UsersRound,
  Webhook,
} from "lucide-react";
import type { ReactNode } from "react";
import type { NavItem, PaletteItem, PlainAction, SettingsNavGroup } from "#components/shell/nav-model.ts";
import type { Theme } from "#components/shell/theme.ts";
import type { Actor } from "#lib/core/actor.ts";
import { installationPlace, places } from "./palette-items.ts";

const icon = (Icon: typeof Send) => <Icon aria-hidden="true" />;

/** The rooms of the product, in the order of a day's work. */
export const navigation: NavItem[] = [
  { href: "/dashboard", label: "Dashboard", icon: icon(LayoutDashboard) },
  { href: "/contacts", label: "Contacts", icon: icon(Contact) },
  { href: "/newsletters", label: "Newsletters", icon: icon(Newspaper) },
  { href: "/campaigns", label: "Campaigns", icon: icon(Send) },
  { href: "/settings", label: "Settings", icon: icon(Settings) },
];

/** The rooms of Settings, by whose they are. */
export const settingsNavigation: SettingsNavGroup[] = [
  {
    label: "You",
    items: [
      { href: "/settings/profile", label: "Profile", icon: icon(UserRound) },
      { href: "/settings/security", label: "Security", icon: icon(LockKeyhole) },
    ],
  },
  {
    label: "Workspace",
    items: [
      { href: "/settings/workspace", label: "Workspace", icon: icon(Building2) },
      { href: "/settings/team", label: "Team", icon: icon(UsersRound) },
      { href: "/settings/email-accounts", label: "Email accounts", icon: icon(Mailbox) },
      { href: "/settings/api-keys", label: "API keys", icon: icon(KeySquare) },
      { href: "/settings/webhooks", label: "Webhooks", icon: icon(Webhook) },
      { href: "/settings/compliance", label: "Compliance", icon: icon(ShieldCheck) },
    ],
  },
];

/** For the owner of the installation only. */
export const installationNavigation: SettingsNavGroup = {
  label: "Installation",
  items: [{ href: "/settings/installation", label: "Installation", icon: icon(KeyRound) }],
};

const groupIcons: Record<string, ReactNode> = {
  Create: icon(Plus),
  You: icon(UserRound),
  Workspace: icon(Building2),
  Installation: icon(KeyRound),
};
const iconsByHref = new Map(
  [...navigation, ...[...settingsNavigation, installationNavigation].flatMap(({ items }) => items)].map(
    ({ href, icon }) => [href, icon],
  ),
);

type Actions = { signOut: PlainAction; chooseTheme: PlainAction };

/** Returns all the palette offers this actor: without forms they may not send. */
export function paletteFor(
  actor: Actor,
  { signOut, chooseTheme }: Actions,
  installation: boolean,
): PaletteItem[] {
  const theme = (value: Theme, label: string, keywords: string, Icon: typeof Send): PaletteItem => ({
    id: `theme-${value}`,
    label,
    keywords: `theme appearance look colour color mode ${keywords}`,
    group: "Actions",
    action: chooseTheme,
    field: { name: "theme", value },
    icon: icon(Icon),
  });
  return [
    ...[...places, ...(installation ? [installationPlace] : [])]
      .filter(({ may }) => may?.admits(actor) ?? true)
      .map(({ may: _, ...item }) => ({
        ...item,
        icon: iconsByHref.get(item.href) ?? groupIcons[item.group] ?? icon(FileText),
      })),
    theme("dark", "Dark theme", "night black", Moon),
    theme("light", "Light theme", "day white bright", Sun),
    theme("system", "System theme", "automatic device", Monitor),
    {
      id: "sign-out",
      label: "Sign out",
      keywords: "logout log out leave end session exit quit",
      group: "Actions",
      action: signOut,
      icon: icon(LogOut),
    },
  ];
}
