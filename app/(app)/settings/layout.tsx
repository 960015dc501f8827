import type { ReactNode } from "react";
import { SettingsLayout } from "#components/shell/settings-nav.tsx";
import { looksAfterInstallation } from "#lib/operations/encryption-keys/looks-after.ts";
import { currentActor } from "#lib/web/current-actor.ts";
import { installationNavigation, settingsNavigation } from "../navigation.tsx";

/** The rooms are for members. Somebody who is only here to set up what their workspace demands sees that page alone. */
export default async function Layout({ children }: { children: ReactNode }) {
  const actor = await currentActor();
  if (actor.kind !== "member") return children;
  const groups = (await looksAfterInstallation(actor, {}))
    ? [...settingsNavigation, installationNavigation]
    : settingsNavigation;
  return <SettingsLayout groups={groups}>{children}</SettingsLayout>;
}
