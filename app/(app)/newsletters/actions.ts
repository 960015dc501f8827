"use server";
import { sendConfirmationTest } from "#lib/audience/confirmations/send-test.ts";
import { removeLogo } from "#lib/audience/logos/remove.ts";
import { setLogo } from "#lib/audience/logos/set.ts";
import { archiveNewsletter } from "#lib/audience/newsletters/archive.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { restoreNewsletter } from "#lib/audience/newsletters/restore.ts";
import { setNewsletterConfirmation } from "#lib/audience/newsletters/set-confirmation.ts";
import { setNewsletterSender } from "#lib/audience/newsletters/set-sender.ts";
import { setNewsletterSignup } from "#lib/audience/newsletters/set-signup.ts";
import { updateNewsletter } from "#lib/audience/newsletters/update.ts";
import { setWelcome } from "#lib/sending/campaigns/set-welcome.ts";
import { formAction } from "#lib/web/form-action.ts";

export const createNewsletterAction = formAction(createNewsletter, {
  done: "Newsletter created.",
  then: ({ id }) => `/newsletters/${id}`,
});

export const updateNewsletterAction = formAction(updateNewsletter, { done: "Saved." });

export const setNewsletterSignupAction = formAction(setNewsletterSignup, { done: "Saved." });

export const setNewsletterSenderAction = formAction(setNewsletterSender, { done: "Saved." });

/** A file becomes text, because a command takes what an API could send too. */
const imageOf = async (data: FormData) => {
  const file = data.get("image");
  const newsletterId = data.get("newsletterId") || null;
  if (!(file instanceof File)) return { newsletterId, image: "" };
  return { newsletterId, image: Buffer.from(await file.arrayBuffer()).toString("base64") };
};

export const setLogoAction = formAction(setLogo, { done: "Logo saved.", input: imageOf });

export const removeLogoAction = formAction(removeLogo, {
  done: "Logo removed.",
  input: (data) => ({ newsletterId: data.get("newsletterId") || null }),
});

export const setConfirmationAction = formAction(setNewsletterConfirmation, { done: "Saved." });

export const sendConfirmationTestAction = formAction(sendConfirmationTest, {
  done: ({ to }) => `A test is on its way to ${to}.`,
});

export const setWelcomeAction = formAction(setWelcome, {
  done: ({ on }) => (on ? "Saved. New subscribers get it once they have confirmed." : "Saved. It is off."),
});

export const archiveNewsletterAction = formAction(archiveNewsletter, {
  done: ({ name }) => `${name} is archived.`,
  then: ({ id }) => `/newsletters?undo=${id}`,
});

export const restoreNewsletterAction = formAction(restoreNewsletter, {
  done: ({ name }) => `${name} is restored.`,
  then: ({ id }) => `/newsletters/${id}`,
});
