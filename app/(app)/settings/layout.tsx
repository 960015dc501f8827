import type { ReactNode } from "react";
import { SettingsLayout } from "#components/shell/settings-nav.tsx";
import { settingsNavigation } from "../navigation.tsx";

export default function Layout({ children }: { children: ReactNode }) {
  return <SettingsLayout items={settingsNavigation}>{children}</SettingsLayout>;
}
