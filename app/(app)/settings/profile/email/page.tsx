import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { currentSession, requireMember } from "#lib/web/current-actor.ts";
import { requestEmailChangeAction } from "../actions.ts";

export const metadata: Metadata = { title: "Change email address" };

export default async function ChangeEmailPage() {
  await requireMember();
  const session = await currentSession();

  return (
    <>
      <PageHeader
        title="Change email address"
        breadcrumb={[{ href: "/settings/profile", label: "Profile" }]}
        description={
          session?.twoFactor
            ? "The new address confirms it. The old one is told, and can call it off for 7 days. In the first week of two-factor authentication the old one confirms it too."
            : "Both addresses confirm it by mail, within 24 hours. The old one can take it back for 7 days."
        }
      />
      <Panel>
        <SubmitForm
          action={requestEmailChangeAction}
          submit="Send confirmation emails"
          secondary={<Button href="/settings/profile">Cancel</Button>}
        >
          <p className="text-ink-soft">
            Now: <span className="font-mono text-ink wrap-anywhere">{session?.email}</span>
          </p>
          <Field
            name="email"
            label="New email address"
            hint="You sign in with it from then on. Every other browser is signed out."
          >
            <Input
              type="email"
              inputMode="email"
              autoComplete="email"
              autoCapitalize="off"
              spellCheck={false}
            />
          </Field>
        </SubmitForm>
      </Panel>
    </>
  );
}
