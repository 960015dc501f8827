import { Building2, LockKeyhole, UserRound } from "lucide-react";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { LeaveGuard } from "#components/forms/leave-guard.tsx";
import { InWorkspace } from "#components/forms/page-workspace.tsx";
import { PasskeyProofs } from "#components/forms/passkey-proof.tsx";
import { AppShell } from "#components/shell/app-shell.tsx";
import { SessionWatch } from "#components/shell/session-watch.tsx";
import { readTheme } from "#components/shell/theme.ts";
import { graceUntil, lacksFactor } from "#lib/account/sessions/session-actor.ts";
import { looksAfterInstallation } from "#lib/operations/encryption-keys/looks-after.ts";
import { listMyWorkspaces } from "#lib/team/workspaces/list-mine.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { currentActor, currentSession } from "#lib/web/current-actor.ts";
import { currentFlash } from "#lib/web/flash.ts";
import { FlashOnce } from "../flash-once.tsx";
import {
  beginPasskeyProofAction,
  chooseThemeAction,
  signOutAction,
  switchWorkspaceAction,
} from "./actions.ts";
import { GraceNotice } from "./grace-notice.tsx";
import { navigation, paletteFor } from "./navigation.tsx";
import { OnlySetup } from "./only-setup.tsx";

/** The frame only. Layouts do not re-run on navigation, so who may see a page is decided by the page: requireMember(). */
export default async function AppLayout({ children }: { children: ReactNode }) {
  const session = await currentSession();
  const actor = await currentActor();
  if (session && actor.kind === "user" && lacksFactor(session))
    return <OnlySetup session={session.sessionId}>{withProofs(children)}</OnlySetup>;
  if (!session?.workspace || actor.kind !== "member") return withProofs(children);

  const all = await listMyWorkspaces(actor, {});
  const theme = readTheme((await cookies()).get(cookieNames.theme)?.value);
  return (
    <AppShell
      nav={navigation}
      palette={paletteFor(
        actor,
        { signOut: signOutAction, chooseTheme: chooseThemeAction },
        await looksAfterInstallation(actor, {}),
      )}
      recordsUrl="/search/records"
      workspace={{
        current: { id: session.workspace.id, name: session.workspace.name },
        all: all.map(({ id, name }) => ({ id, name })),
        switchAction: switchWorkspaceAction,
        createHref: "/workspaces/new",
      }}
      user={{
        name: session.name,
        email: session.email,
        items: [
          { href: "/settings/profile", label: "Profile", icon: <UserRound aria-hidden="true" /> },
          { href: "/settings/security", label: "Security", icon: <LockKeyhole aria-hidden="true" /> },
          { href: "/settings/workspace", label: "Workspace", icon: <Building2 aria-hidden="true" /> },
        ],
        signOutAction,
        theme,
        themeAction: chooseThemeAction,
      }}
      flash={<FlashOnce flash={await currentFlash()} />}
      banner={
        graceUntil(session) && <GraceNotice workspace={session.workspace.name} until={graceUntil(session)} />
      }
    >
      <InWorkspace id={session.workspace.id} user={session.userId}>
        {withProofs(children)}
      </InWorkspace>
      <LeaveGuard />
      <SessionWatch session={session.sessionId} statusUrl="/session" />
    </AppShell>
  );
}

const withProofs = (children: ReactNode) => (
  <PasskeyProofs begin={beginPasskeyProofAction}>{children}</PasskeyProofs>
);
