"use server";
import { replayWebhookDelivery } from "#lib/integrations/webhook-deliveries/replay.ts";
import { createWebhook } from "#lib/integrations/webhooks/create.ts";
import { deleteWebhook } from "#lib/integrations/webhooks/delete.ts";
import { pauseWebhook } from "#lib/integrations/webhooks/pause.ts";
import { resumeWebhook } from "#lib/integrations/webhooks/resume.ts";
import { rotateWebhookSecret } from "#lib/integrations/webhooks/rotate-secret.ts";
import { sendWebhookTest } from "#lib/integrations/webhooks/send-test.ts";
import { updateWebhook } from "#lib/integrations/webhooks/update.ts";
import { formAction } from "#lib/web/form-action.ts";
import { formInput } from "#lib/web/form-input.ts";

const withEvents = (data: FormData) => ({ ...formInput(data), events: data.getAll("events") });

export const createWebhookAction = formAction(createWebhook, {
  input: withEvents,
  state: ({ id, secret }) => ({ secrets: [secret, id] }),
});

export const updateWebhookAction = formAction(updateWebhook, {
  input: withEvents,
  done: "The webhook is saved.",
  then: ({ id }) => `/settings/webhooks/${id}`,
});

export const rotateWebhookSecretAction = formAction(rotateWebhookSecret, {
  state: ({ secret }) => ({ secrets: [secret] }),
});

export const sendWebhookTestAction = formAction(sendWebhookTest, {
  done: "A test is on its way. Its answer is in the log in a moment.",
});

export const pauseWebhookAction = formAction(pauseWebhook, {
  done: ({ host }) => `The webhook at ${host} is paused.`,
});

export const resumeWebhookAction = formAction(resumeWebhook, {
  done: ({ host }) => `The webhook at ${host} works again.`,
});

export const deleteWebhookAction = formAction(deleteWebhook, {
  done: ({ host }) => `The webhook at ${host} is deleted.`,
  then: "/settings/webhooks",
});

export const replayWebhookDeliveryAction = formAction(replayWebhookDelivery, {
  done: "It is sent once more, under the same id.",
});
