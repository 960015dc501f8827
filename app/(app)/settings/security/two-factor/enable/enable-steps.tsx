import type { ReactNode } from "react";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { getEnrolment } from "#lib/account/two-factor/enrolment.ts";
import { getTwoFactor } from "#lib/account/two-factor/get.ts";
import { isFresh, type Member, type User } from "#lib/core/actor.ts";
import { currentSession } from "#lib/web/current-actor.ts";
import { ProveFirst } from "../../prove-first.tsx";
import { beginTwoFactorAction, enableTwoFactorAction } from "../actions.ts";
import { NewCodesForm } from "../new-codes-form.tsx";
import { ScanCode } from "./scan-code.tsx";

type EnableStepsProps = {
  actor: User | Member;
  /** The page they stand on, to come back to after a fresh proof. */
  page: string;
  /** Where to go with the codes kept. */
  savedHref: string;
  header: ReactNode;
};

/** Scan the code, type what the app shows, keep the recovery codes. */
export async function EnableSteps({ actor, page, savedHref, header }: EnableStepsProps) {
  if (!isFresh(actor))
    return (
      <>
        {header}
        <ProveFirst actor={actor} next={page} why="This page shows a secret." />
      </>
    );

  const [session, enrolment, { enabledAt }] = await Promise.all([
    currentSession(),
    getEnrolment(actor),
    getTwoFactor(actor, {}),
  ]);
  // The form stands here in every state: its answer, the recovery codes, must find its place when the secret is gone.
  return (
    <>
      {header}
      <NewCodesForm
        action={enableTwoFactorAction}
        email={session?.email ?? ""}
        done="Two-factor authentication is on"
        savedHref={savedHref}
        {...(enrolment && { submit: "Turn on two-factor authentication" })}
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
          <Notice
            tone="ok"
            title="Two-factor authentication is on"
            action={<Button href="/settings/security/two-factor/recovery-codes">Make new codes</Button>}
          >
            Recovery codes are shown only once. Make new ones if you did not keep them.
          </Notice>
        )}
      </NewCodesForm>
      {!enrolment && !enabledAt && (
        <SubmitForm action={beginTwoFactorAction} submit="Show the code">
          <Notice title="Have your authenticator app at hand">
            You scan a code with it. The code waits 15 minutes, in this browser only.
          </Notice>
        </SubmitForm>
      )}
    </>
  );
}
