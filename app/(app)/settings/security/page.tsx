import type { Metadata } from "next";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SettingsRow } from "#components/ui/settings-row.tsx";
import { requireMember } from "#lib/web/current-actor.ts";

export const metadata: Metadata = { title: "Security" };

export default async function SecurityPage() {
  await requireMember();

  return (
    <>
      <PageHeader title="Security" description="How you prove who you are, and where you are signed in." />
      <Panel flush>
        <SettingsRow
          title="Password"
          description="Kept as a bcrypt hash of cost 12, never as text."
          action={<Button href="/settings/security/password">Change password</Button>}
        />
        <SettingsRow
          title="Two-factor auth"
          description="A code from your phone besides your password."
          action={<Button href="/settings/security/two-factor">Manage</Button>}
        />
        <SettingsRow
          title="Passkeys"
          description="Sign in with your fingerprint, face or device PIN. Nothing to type, nothing to steal."
          action={<Button href="/settings/security/passkeys">Manage</Button>}
        />
        <SettingsRow
          title="Sessions"
          description="Every browser that is signed in to your account."
          action={<Button href="/settings/security/sessions">Review</Button>}
        />
      </Panel>
    </>
  );
}
