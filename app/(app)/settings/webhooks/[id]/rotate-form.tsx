"use client";
import type { ReactNode } from "react";
import { StatefulForm } from "#components/forms/submit-form.tsx";
import { useFormAction } from "#components/forms/use-form-action.ts";
import { rotateWebhookSecretAction } from "../actions.ts";
import { NewSecret } from "../new-secret.tsx";

type RotateFormProps = {
  webhookId: string;
  /** Stands here instead of the form while the former secret still signs. */
  rotated: ReactNode;
};

/** Makes a new signing secret and shows it this once, also when the page is drawn anew behind it. */
export function RotateForm({ webhookId, rotated }: RotateFormProps) {
  const run = useFormAction(rotateWebhookSecretAction);
  if (rotated && run.state.status !== "done") return rotated;
  return (
    <StatefulForm
      run={run}
      hidden={{ webhookId }}
      submit="Rotate secret"
      submitVariant="secondary"
      whenDone={({ secrets = [] }) => (
        <NewSecret
          secret={secrets[0] ?? ""}
          done="The new secret signs from now on"
          savedHref="/settings/webhooks"
        />
      )}
    >
      <p className="text-ink-soft">
        After a rotation, deliveries carry both signatures for 24 hours, so that your receiver can change over
        without losing one.
      </p>
    </StatefulForm>
  );
}
