import type { ReactNode } from "react";
import { SettingsLayout } from "#components/shell/settings-nav.tsx";
import { currentActor } from "#lib/web/current-actor.ts";
import { settingsNavigation } from "../navigation.tsx";

/** The rooms are for members. Somebody who is only here to set up what their workspace demands sees that page alone. */
export default async function Layout({ children }: { children: ReactNode }) {
  if ((await currentActor()).kind !== "member") return children;
  return <SettingsLayout items={settingsNavigation}>{children}</SettingsLayout>;
}
