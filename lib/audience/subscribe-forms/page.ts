import { type Html, html } from "#lib/audience/subscriber-pages/html.ts";
import { subscriberPage } from "#lib/audience/subscriber-pages/page.ts";
import type { Words } from "#lib/audience/subscriber-pages/words.ts";
import type { Challenge } from "./proof.ts";
import type { SubscribeForm } from "./subscribe-form.ts";

type Shown = {
  words: Words;
  form: SubscribeForm;
  /** Signed mark of when this page was made. */
  made: string;
  email?: string;
  wrong?: "address" | "again" | undefined;
  /** Where programs rush the form: the work by which a browser shows that it is none of them. */
  challenge?: Challenge;
};

/** The name of the field that people do not see, and programs fill in. */
export const trapField = "website";

/** Returns what a person agrees to by pressing the button, in the words they read beside it. */
export function agreement(
  { say }: Words,
  { sender, newsletter, privacyUrl }: Pick<SubscribeForm, "sender" | "newsletter" | "privacyUrl">,
): string {
  const agreed = say("subscribe.agree", { sender, newsletter });
  return privacyUrl ? `${agreed} ${say("subscribe.notice", { sender })} ${privacyUrl}` : agreed;
}

/** Returns the page on which anybody subscribes to a newsletter. */
export function subscribePage({ words, form, made, email, wrong, challenge }: Shown): Response {
  const { say } = words;
  const { newsletter, newsletterId, sender, description, privacyUrl } = form;
  const invalid = wrong === "address";
  return subscriberPage({
    ...frame(words, form),
    framed: true,
    proves: challenge !== undefined,
    title: say("subscribe.title", { newsletter }),
    status: invalid ? 400 : 200,
    body: html`${description && html`<p>${description}</p>`}
<form method="post" action="/subscribe/${newsletterId}"><input type="hidden" name="made" value="${made}">
<label>${say("subscribe.email")}<input type="email" name="email" autocomplete="email" maxlength="320" required value="${email}"${invalid && html` aria-invalid="true" aria-describedby="wrong"`}></label>
${wrong && html`<p class="${invalid ? "wrong" : "note"}" id="wrong" role="alert">${say(invalid ? "subscribe.invalid" : "subscribe.again")}</p>`}
<label class="away" aria-hidden="true">${say("subscribe.hidden")}<input name="${trapField}" tabindex="-1" autocomplete="off"></label>
<p class="soft">${say("subscribe.agree", { sender, newsletter })}${privacyUrl && html` ${say("subscribe.notice", { sender })} <a href="${privacyUrl}" rel="noreferrer">${privacyUrl}</a>`}</p>
${challenge && proofFields(words, challenge)}<button class="main">${say("subscribe.button")}</button></form>`,
  });
}

/** The field of a proof, which our script fills in and a browser without scripts leaves empty. */
export const proofFields = ({ say }: Words, challenge: Challenge): Html =>
  html`<input type="hidden" name="proof" value="" data-challenge="${JSON.stringify(challenge)}"><p class="soft" role="status" data-working="${say("subscribe.proving")}" data-done="${say("subscribe.proved")}"></p>`;

/** Returns the one answer to every signup, so that nobody learns who is subscribed, or to what. */
export function signedUpPage(words: Words, form: SubscribeForm, address: string): Response {
  const { say } = words;
  const { newsletter } = form;
  return subscriberPage({
    ...frame(words, form),
    title: say("subscribe.sentTitle"),
    body: html`<p role="status">${say("subscribe.sent", { newsletter, address })}</p><p class="soft">${say("subscribe.nothingYet")}</p>`,
  });
}

/** Returns the one answer for a newsletter that takes no subscribers, that ended, or that never was. */
export function closedPage(words: Words): Response {
  const { say } = words;
  return subscriberPage({
    words,
    tab: say("subscribe.tab"),
    sender: null,
    title: say("subscribe.closedTitle"),
    body: html`<p>${say("subscribe.closed")}</p>`,
    status: 404,
  });
}

export const frame = (words: Words, { sender, colour, logo, postalAddress }: SubscribeForm) => ({
  words,
  logo,
  tab: words.say("subscribe.tab"),
  sender,
  colour,
  postalAddress,
});
