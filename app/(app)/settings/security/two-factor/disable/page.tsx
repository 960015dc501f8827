import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { getMyFactors } from "#lib/account/two-factor/factors.ts";
import { getTwoFactor } from "#lib/account/two-factor/get.ts";
import { currentSession, requireUser } from "#lib/web/current-actor.ts";
import { disableTwoFactorAction } from "../actions.ts";

export const metadata: Metadata = { title: "Disable 2FA" };

const overview = "/settings/security/two-factor";

export default async function DisablePage() {
  const actor = await requireUser();
  const [{ enabledAt }, { passkey }] = await Promise.all([getTwoFactor(actor, {}), getMyFactors(actor, {})]);
  if (!enabledAt) redirect(overview);
  const workspace = (await currentSession())?.workspace;

  return (
    <>
      <PageHeader
        title="Disable 2FA"
        breadcrumb={[
          { label: "Security", href: "/settings/security" },
          { label: "Two-Factor Auth", href: overview },
        ]}
        description="From then on your password alone signs you in. Your recovery codes end, and every other browser is signed out."
      />
      <SubmitForm
        action={disableTwoFactorAction}
        submit="Disable 2FA"
        submitVariant="danger"
        secondary={<Button href={overview}>Keep it on</Button>}
      >
        {workspace?.twoFactorRequiredFrom && (
          <Notice tone="warn" title={`${workspace.name} asks for two-factor authentication`}>
            {passkey
              ? "Without it you enter this workspace with a passkey only."
              : "Without it you cannot enter this workspace."}
          </Notice>
        )}
        <Field
          name="code"
          label="Code from your app, or a recovery code"
          hint="A code works once. If you have just used one, wait for the next."
        >
          <Input mono autoComplete="one-time-code" spellCheck={false} maxLength={60} className="max-w-72" />
        </Field>
      </SubmitForm>
    </>
  );
}
