"use server";
import type { z } from "zod";
import type { FormState } from "#components/forms/form-state.ts";
import { plural } from "#components/ui/format.ts";
import type { Command } from "#lib/core/command.ts";
import { autosaveCampaign } from "#lib/sending/campaigns/autosave.ts";
import { createCampaign } from "#lib/sending/campaigns/create.ts";
import { deleteCampaign } from "#lib/sending/campaigns/delete.ts";
import { copyName, duplicateCampaign } from "#lib/sending/campaigns/duplicate.ts";
import { pauseCampaign } from "#lib/sending/campaigns/pause.ts";
import { replaceTags } from "#lib/sending/campaigns/replace-tags.ts";
import { resumeCampaign } from "#lib/sending/campaigns/resume.ts";
import { scheduleCampaign } from "#lib/sending/campaigns/schedule.ts";
import { sendCampaign } from "#lib/sending/campaigns/send.ts";
import { prepareTest, sendTest } from "#lib/sending/campaigns/send-test.ts";
import { unscheduleCampaign } from "#lib/sending/campaigns/unschedule.ts";
import { updateCampaign } from "#lib/sending/campaigns/update.ts";
import { judgeRefusals } from "#lib/sending/deliveries/judge.ts";
import { sendAgain } from "#lib/sending/deliveries/send-again.ts";
import { expectedOf } from "#lib/web/expected-of.ts";
import { formAction } from "#lib/web/form-action.ts";
import { formInput } from "#lib/web/form-input.ts";

// A select that was left alone sends an empty value; a draft without one holds null.
const draftInput = (data: FormData) => {
  const typed = formInput(data);
  return {
    ...typed,
    newsletterId: typed.newsletterId || null,
    emailAccountId: typed.emailAccountId || null,
    segmentId: typed.segmentId || null,
  };
};

export const createCampaignAction = formAction(createCampaign, {
  input: draftInput,
  then: ({ id }) => `/campaigns/${id}/edit`,
});

const versionState = ({ version }: { version: string }) => ({ version });

const saveDraft = formAction(updateCampaign, { input: draftInput, done: "Saved.", state: versionState });
const saveAndCheck = formAction(updateCampaign, { input: draftInput, then: ({ id }) => `/campaigns/${id}` });
const saveCopy = formAction(createCampaign, {
  input: (data) => ({ ...draftInput(data), name: copyName(String(data.get("name") ?? "")) }),
  done: "Your version is a campaign of its own.",
  then: ({ id }) => `/campaigns/${id}/edit`,
});
// The newest version is replaced knowingly: its writer was named beside the button.
const saveOver = formAction(updateCampaign, {
  input: (data) => ({ ...draftInput(data), version: data.get("newer") }),
  done: "Saved.",
  state: versionState,
});

export async function updateCampaignAction(before: FormState, data: FormData): Promise<FormState> {
  const next = data.get("next");
  if (next === "check") return saveAndCheck(before, data);
  if (next === "copy") return saveCopy(before, data);
  return (next === "over" ? saveOver : saveDraft)(before, data);
}

// Records like its command, which it calls for the first save of a user.
const autosave = Object.assign(
  (...[actor, input]: Parameters<typeof autosaveCampaign>) => autosaveCampaign(actor, input),
  { spec: updateCampaign.spec },
) as unknown as Command<typeof updateCampaign.spec.input, { version: string }>;

const saveWhileTyping = formAction(autosave, { input: draftInput, state: versionState });

export async function autosaveCampaignAction(data: FormData): Promise<FormState> {
  return saveWhileTyping({ status: "idle" }, data);
}

// Saves the draft, and so records like its command.
const replace = Object.assign(
  (...[actor, input]: Parameters<typeof replaceTags>) => replaceTags(actor, input),
  {
    spec: updateCampaign.spec,
  },
) as unknown as Command<
  z.ZodType<unknown, { campaignId: string; typed: string }>,
  { id: string; replaced: number }
>;

export const replaceTagsAction = formAction(replace, {
  done: ({ replaced }) => `${plural(replaced, "merge tag", "merge tags")} replaced.`,
  then: ({ id }) => `/campaigns/${id}`,
});

export const duplicateCampaignAction = formAction(duplicateCampaign, {
  done: ({ name }) => `“${name}” is a new draft.`,
  then: ({ id }) => `/campaigns/${id}/edit`,
});

export const deleteCampaignAction = formAction(deleteCampaign, {
  done: ({ name }) => `Draft “${name}” deleted.`,
  then: "/campaigns",
});

// The test goes out after its command: a function around it that answers to its name.
const test = Object.assign((...[actor, input]: Parameters<typeof sendTest>) => sendTest(actor, input), {
  spec: prepareTest.spec,
}) as unknown as Command<
  z.ZodType<unknown, { campaignId: string; to?: string; sample?: string }>,
  { to: string }
>;

export const sendTestAction = formAction(test, { done: ({ to }) => `A test went to ${to}.` });

export const sendCampaignAction = formAction(sendCampaign, {
  input: (data) => ({
    campaignId: data.get("campaignId"),
    ...expectedOf(data),
    ...(data.has("asked") && { unsigned: data.get("unsigned") === "accepted" }),
  }),
  done: ({ queued }) => `On its way to ${plural(queued, "person", "people")}.`,
  then: ({ id }) => `/campaigns/${id}`,
});

export const scheduleCampaignAction = formAction(scheduleCampaign, {
  input: (data) => ({
    campaignId: data.get("campaignId"),
    day: data.get("day"),
    time: data.get("time"),
    zone: data.get("zone"),
    ...expectedOf(data),
    ...(data.has("asked") && { unsigned: data.get("unsigned") === "accepted" }),
  }),
  done: ({ words, twice }) =>
    `Scheduled for ${words}.${twice ? " Clocks show that time twice; it starts at the first." : ""}`,
  then: ({ id }) => `/campaigns/${id}`,
});

export const unscheduleCampaignAction = formAction(unscheduleCampaign, {
  done: "Unscheduled. It is a draft again.",
  then: ({ id }) => `/campaigns/${id}`,
});

export const pauseCampaignAction = formAction(pauseCampaign, {
  done: "Paused. Messages already handed over still arrive.",
  then: ({ id }) => `/campaigns/${id}`,
});

export const sendAgainAction = formAction(sendAgain, {
  input: (data) => ({ campaignId: data.get("campaignId"), ...expectedOf(data) }),
  done: ({ queued }) => `${plural(queued, "message", "messages")} on the way again.`,
  then: ({ id }) => `/campaigns/${id}`,
});

export const judgeRefusalsAction = formAction(judgeRefusals, {
  input: (data) => ({
    campaignId: data.get("campaignId"),
    fault: data.get("fault"),
    emailAccountId: data.get("emailAccountId") || undefined,
  }),
  done: ({ fault, recipients, suppressed }) =>
    fault === "sender"
      ? `${plural(recipients, "recipient", "recipients")} will be sent to again. Nobody is suppressed.`
      : `${plural(suppressed, "address", "addresses")} suppressed. The campaign continues.`,
  then: ({ id }) => `/campaigns/${id}`,
});

export const resumeCampaignAction = formAction(resumeCampaign, {
  input: (data) => ({
    campaignId: data.get("campaignId"),
    emailAccountId: data.get("emailAccountId") || undefined,
  }),
  done: "Sending resumed.",
  then: ({ id }) => `/campaigns/${id}`,
});
