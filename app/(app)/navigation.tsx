import {
  Ban,
  Building2,
  Contact,
  FileUp,
  KeyRound,
  LayoutDashboard,
  LockKeyhole,
  Mailbox,
  Newspaper,
  Plus,
  ScrollText,
  Send,
  Settings,
  ShieldCheck,
  UserRound,
  UsersRound,
} from "lucide-react";
import type { NavItem, PaletteItem, SettingsNavItem } from "#components/shell/nav-model.ts";
import type { Actor } from "#lib/core/actor.ts";
import { type Policy, workspaceAdmin, workspaceMember } from "#lib/core/policies.ts";

const icon = (Icon: typeof Send) => <Icon aria-hidden="true" />;

/** The rooms of the product, in the order of a day's work. */
export const navigation: NavItem[] = [
  { href: "/dashboard", label: "Dashboard", icon: icon(LayoutDashboard) },
  { href: "/contacts", label: "Contacts", icon: icon(Contact) },
  { href: "/newsletters", label: "Newsletters", icon: icon(Newspaper) },
  { href: "/campaigns", label: "Campaigns", icon: icon(Send) },
  { href: "/settings", label: "Settings", icon: icon(Settings) },
];

export const settingsNavigation: SettingsNavItem[] = [
  { href: "/settings/profile", label: "Profile", icon: icon(UserRound) },
  { href: "/settings/security", label: "Security", icon: icon(LockKeyhole) },
  { href: "/settings/workspace", label: "Workspace", icon: icon(Building2) },
  { href: "/settings/team", label: "Team", icon: icon(UsersRound) },
  { href: "/settings/email-accounts", label: "Email accounts", icon: icon(Mailbox) },
  { href: "/settings/compliance", label: "Compliance", icon: icon(ShieldCheck) },
];

/** For whoever looks after the installation, and nobody else. */
export const installationNavigation: SettingsNavItem = {
  href: "/settings/installation",
  label: "Installation",
  icon: icon(KeyRound),
};

type Action = PaletteItem & { may?: Policy };

const actions: Action[] = [
  {
    id: "new-campaign",
    may: workspaceMember,
    label: "New campaign",
    href: "/campaigns/new",
    keywords: "write send mail",
    icon: icon(Plus),
  },
  {
    id: "new-newsletter",
    may: workspaceMember,
    label: "New newsletter",
    href: "/newsletters/new",
    keywords: "create list",
    icon: icon(Plus),
  },
  {
    id: "import",
    may: workspaceMember,
    label: "Import contacts",
    href: "/contacts/imports/new",
    keywords: "csv upload file people",
    icon: icon(Plus),
  },
  {
    id: "new-contact",
    may: workspaceMember,
    label: "Add a person",
    href: "/contacts/new",
    keywords: "new contact subscriber",
    icon: icon(Plus),
  },
  {
    id: "imports",
    label: "Imports",
    href: "/contacts/imports",
    keywords: "files csv refused rows resume roll back",
    icon: icon(FileUp),
  },
  {
    id: "new-workspace",
    label: "New workspace",
    href: "/workspaces/new",
    keywords: "create",
    icon: icon(Plus),
  },
  {
    id: "connect-account",
    may: workspaceAdmin,
    label: "Connect an email account",
    href: "/settings/email-accounts/new",
    keywords: "smtp server add sender",
    icon: icon(Plus),
  },
  {
    id: "change-password",
    label: "Change password",
    href: "/settings/security/password",
    keywords: "new reset forgot",
    icon: icon(LockKeyhole),
  },
  {
    id: "audit-log",
    label: "Audit log",
    href: "/settings/security/audit-log",
    keywords: "security events activity history who signed in changed export verify",
    icon: icon(ScrollText),
  },
  {
    id: "change-address",
    label: "Change email address",
    href: "/settings/profile/email",
    keywords: "new mail sign in account",
    icon: icon(UserRound),
  },
  {
    id: "add-suppressions",
    may: workspaceMember,
    label: "Add suppressions",
    href: "/settings/compliance/suppressions/new",
    keywords: "block never mail opt out",
    icon: icon(Plus),
  },
  {
    id: "suppressions",
    label: "Suppressions",
    href: "/settings/compliance",
    keywords: "unsubscribed bounced never mail",
    icon: icon(Ban),
  },
].map((item) => ({ ...item, group: "Actions" }));

const places: Action[] = [
  ...navigation.slice(0, -1).map((item) => ({ ...item, id: item.href, group: "Pages" })),
  ...settingsNavigation.map((item) => ({ ...item, id: item.href, group: "Settings" })),
  ...actions,
];

/** Everything Ctrl-K knows, without the forms this person may not send. */
export const paletteFor = (actor: Actor): PaletteItem[] =>
  places.filter(({ may }) => may?.admits(actor) ?? true).map(({ may: _, ...item }) => item);
