"use server";
import { archiveNewsletter } from "#lib/audience/newsletters/archive.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { restoreNewsletter } from "#lib/audience/newsletters/restore.ts";
import { setNewsletterSignup } from "#lib/audience/newsletters/set-signup.ts";
import { updateNewsletter } from "#lib/audience/newsletters/update.ts";
import { formAction } from "#lib/web/form-action.ts";

export const createNewsletterAction = formAction(createNewsletter, {
  done: "Newsletter created.",
  then: ({ id }) => `/newsletters/${id}`,
});

export const updateNewsletterAction = formAction(updateNewsletter, { done: "Saved." });

export const setNewsletterSignupAction = formAction(setNewsletterSignup, { done: "Saved." });

export const archiveNewsletterAction = formAction(archiveNewsletter, {
  done: ({ name }) => `${name} is archived.`,
  then: ({ id }) => `/newsletters?undo=${id}`,
});

export const restoreNewsletterAction = formAction(restoreNewsletter, {
  done: ({ name }) => `${name} is restored.`,
  then: ({ id }) => `/newsletters/${id}`,
});
