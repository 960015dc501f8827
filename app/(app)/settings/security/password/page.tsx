import type { Metadata } from "next";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { PasswordInput } from "#components/ui/password-input.tsx";
import { getPasswordState } from "#lib/account/passwords/get-state.ts";
import { isFresh } from "#lib/core/actor.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { NewPassword } from "../../../../(auth)/new-password.tsx";
import { ProveFirst } from "../prove-first.tsx";
import { changePasswordAction, requestOwnResetAction } from "./actions.ts";

export const metadata: Metadata = { title: "Change password" };

export default async function PasswordPage() {
  const actor = await requireMember();
  const password = await getPasswordState(actor, {});

  return (
    <>
      <PageHeader
        title={password.exists ? "Change password" : "Set a password"}
        breadcrumb={[{ href: "/settings/security", label: "Security" }]}
        description={
          password.exists
            ? "Every other browser is signed out when you save it, and you get a mail that it changed."
            : "It was taken away, or there never was one. Your mailbox proves that you may set it."
        }
      />
      {!password.exists && <NoPassword />}
      {password.exists && password.twoFactor && !isFresh(actor) && (
        <ProveFirst
          actor={actor}
          next="/settings/security/password"
          why="Your account uses two-factor authentication, so a new password needs a code too."
        />
      )}
      {password.exists && !(password.twoFactor && !isFresh(actor)) && <ChangeForm />}
    </>
  );
}

function ChangeForm() {
  return (
    <Panel>
      <SubmitForm
        action={changePasswordAction}
        submit="Change password"
        secondary={<Button href="/settings/security">Cancel</Button>}
      >
        <Field name="currentPassword" label="Current password">
          <PasswordInput autoComplete="current-password" />
        </Field>
        <NewPassword label="New password" />
      </SubmitForm>
    </Panel>
  );
}

/** For instance after somebody said "this was not me". */
function NoPassword() {
  return (
    <Panel title="Your account has no password now">
      <p className="mb-4 max-w-[60ch] text-ink-soft">
        We mail you a link to choose one. It works once, for 30 minutes, and signs out every browser.
      </p>
      <SubmitForm action={requestOwnResetAction} submit="Mail me a link" />
    </Panel>
  );
}
