"use server";
import { archiveNewsletter } from "#lib/audience/newsletters/archive.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { updateNewsletter } from "#lib/audience/newsletters/update.ts";
import { formAction } from "#lib/web/form-action.ts";

export const createNewsletterAction = formAction(createNewsletter, {
  done: "Newsletter created.",
  then: ({ id }) => `/newsletters/${id}`,
});

export const updateNewsletterAction = formAction(updateNewsletter, { done: "Saved." });

export const archiveNewsletterAction = formAction(archiveNewsletter, {
  done: ({ name }) => `${name} is archived.`,
  then: "/newsletters",
});
