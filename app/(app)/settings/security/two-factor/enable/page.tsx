import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { isFresh } from "#lib/core/actor.ts";
import { getEnrolment } from "#lib/two-factor/enrolment.ts";
import { getTwoFactor } from "#lib/two-factor/get.ts";
import { currentSession, requireUser } from "#lib/web/current-actor.ts";
import { ProveFirst } from "../../prove-first.tsx";
import { beginTwoFactorAction, enableTwoFactorAction } from "../actions.ts";
import { NewCodesForm } from "../new-codes-form.tsx";
import { ScanCode } from "./scan-code.tsx";

export const metadata: Metadata = { title: "Enable 2FA" };

const page = "/settings/security/two-factor/enable";

export default async function EnablePage() {
  const actor = await requireUser();
  const session = await currentSession();
  const header = (
    <PageHeader
      title="Enable 2FA"
      breadcrumb={[
        { label: "Security", href: "/settings/security" },
        { label: "Two-Factor Auth", href: "/settings/security/two-factor" },
      ]}
      description="Three steps: scan the code, type what your app shows, keep the recovery codes. Nothing is on before the second."
    />
  );
  if (!isFresh(actor))
    return (
      <>
        {header}
        <ProveFirst actor={actor} next={page} why="This page shows a secret." />
      </>
    );

  const [enrolment, { enabledAt }] = await Promise.all([getEnrolment(actor), getTwoFactor(actor, {})]);
  // The form stands here in every state: its answer, the recovery codes, must find its place when the secret is gone.
  return (
    <>
      {header}
      <NewCodesForm
        action={enableTwoFactorAction}
        email={session?.email ?? ""}
        done="Two-factor authentication is on"
        {...(enrolment && { submit: "Turn on two-factor" })}
      >
        {enrolment && (
          <>
            <ScanCode {...enrolment} />
            <Field
              name="code"
              label="2. Type the six digits the app shows"
              hint="They change every 30 seconds. Turning it on signs out every other browser where you are signed in."
            >
              <Input
                mono
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={20}
                className="max-w-48"
              />
            </Field>
          </>
        )}
        {!enrolment && enabledAt && (
          <Notice tone="ok" title="Two-factor authentication is on">
            Recovery codes are shown only once. Make new ones if you did not keep them.
          </Notice>
        )}
      </NewCodesForm>
      {!enrolment && !enabledAt && (
        <SubmitForm action={beginTwoFactorAction} submit="Show a new code">
          <Notice title="There is no code to scan">
            A code waits 15 minutes, in the browser that asked for it.
          </Notice>
        </SubmitForm>
      )}
    </>
  );
}
