import type { ReactNode } from "react";

export type NavItem = { href: string; label: string; icon: ReactNode };

export type SettingsNavItem = { href: string; label: string; icon?: ReactNode };

/** A place or action the palette can go to. */
export type PaletteItem = {
  id: string;
  label: string;
  href: string;
  /** "Pages", "Actions", "Settings". */
  group: string;
  /** More words that find it. */
  keywords?: string;
  icon?: ReactNode;
};

export type WorkspaceChoice = { id: string; name: string; detail?: string };

/** A server action behind a plain form. */
export type PlainAction = (data: FormData) => void | Promise<void>;
