import type { ReactNode } from "react";
import { PlainForm } from "#components/forms/plain-form.tsx";
import { SessionWatch } from "#components/shell/session-watch.tsx";
import { SetupShell } from "#components/shell/setup-shell.tsx";
import { Button } from "#components/ui/button.tsx";
import { currentFlash } from "#lib/web/flash.ts";
import { FlashOnce } from "../flash-once.tsx";
import { signOutAction } from "./actions.ts";

/** A page that helps to become a member again, such as the set-up of a second factor. */
export async function OnlySetup({ session, children }: { session: string; children: ReactNode }) {
  return (
    <SetupShell
      actions={
        <>
          <Button href="/two-factor-required" variant="ghost">
            Other workspaces
          </Button>
          <PlainForm signsOut action={signOutAction}>
            <Button type="submit">Sign out</Button>
          </PlainForm>
        </>
      }
      flash={<FlashOnce flash={await currentFlash()} />}
    >
      {children}
      <SessionWatch session={session} statusUrl="/session" />
    </SetupShell>
  );
}
