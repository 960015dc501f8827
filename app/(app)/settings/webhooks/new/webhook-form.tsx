"use client";
import type { ReactNode } from "react";
import { SubmitForm } from "#components/forms/submit-form.tsx";
import { createWebhookAction } from "../actions.ts";
import { NewSecret } from "../new-secret.tsx";
import { type EventChoice, WebhookFields } from "../webhook-fields.tsx";

/** Asks where a webhook goes, then shows its secret this once. */
export function WebhookForm({ events, back }: { events: EventChoice[]; back: ReactNode }) {
  return (
    <SubmitForm
      action={createWebhookAction}
      submit="Create webhook"
      secondary={back}
      whenDone={({ secrets = [] }) => (
        <NewSecret
          secret={secrets[0] ?? ""}
          done="The webhook is created"
          savedHref={`/settings/webhooks/${secrets[1] ?? ""}`}
        />
      )}
    >
      <WebhookFields events={events} />
    </SubmitForm>
  );
}
