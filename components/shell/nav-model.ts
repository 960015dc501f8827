import type { ReactNode } from "react";

export type NavItem = { href: string; label: string; icon: ReactNode };

export type SettingsNavItem = { href: string; label: string; icon?: ReactNode };

/** Rooms of Settings under a common heading: yours, the workspace's, the installation's. */
export type SettingsNavGroup = { label: string; items: SettingsNavItem[] };

/** A place the palette can go to, or with `action` something it does at once. */
export type PaletteItem = {
  id: string;
  label: string;
  href?: string;
  /** A form's server action; receives `field`. */
  action?: PlainAction;
  field?: { name: string; value: string };
  /** "Pages", "Create", "Workspace". */
  group: string;
  /** More words that find it. */
  keywords?: string;
  icon?: ReactNode;
};

/** A record found by name: a contact, a campaign, a newsletter, a member. */
export type FoundRecord = { kind: string; href: string; label: string; detail?: string };

export type WorkspaceChoice = { id: string; name: string; detail?: string };

/** A server action behind a plain form. */
export type PlainAction = (data: FormData) => void | Promise<void>;
