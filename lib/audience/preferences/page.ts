import { html } from "#lib/audience/subscriber-pages/html.ts";
import { subscriberPage } from "#lib/audience/subscriber-pages/page.ts";
import { type Locale, locales, type Words } from "#lib/audience/subscriber-pages/words.ts";
import { frequencies } from "./frequencies.ts";
import type { getPreferences } from "./get.ts";

type Shown = {
  words: Words;
  token: string;
  preferences: Awaited<ReturnType<typeof getPreferences>>;
  saved: boolean;
};

/** Returns a language's name in itself, because that is the one its speakers look for. */
const nameOf = (locale: Locale) => {
  const name = new Intl.DisplayNames(locale, { type: "language" }).of(locale) ?? locale;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
};

const day = 86_400_000;
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** Returns what a choice on the page means, in the words a person reads above its button. */
export const choiceWording = ({ say }: Words, sender: string) => say("preferences.agree", { sender });

/** Returns a subscriber's preference page: which newsletters, a pause, and the way out of all of them. */
export function preferencesPage({ words, token, preferences, saved }: Shown): Response {
  const { say } = words;
  const { workspaceId, sender, colour, logo, postalAddress, address, newsletters, blocked, pausedUntil } =
    preferences;
  const action = `/preferences/${token}`;
  return subscriberPage({
    words,
    tab: say("preferences.tab"),
    sender,
    colour,
    logo,
    postalAddress,
    title: say("preferences.title", { sender }),
    body: html`${saved && html`<p class="note" role="status">${say("preferences.saved")}${pausedUntil && html` ${say("preferences.paused", { day: words.day(pausedUntil) })}`}</p>`}
<p>${say("preferences.goesTo", { address })}</p>
${blocked && html`<p class="note">${say("preferences.blocked")}</p>`}
<form method="post" action="${action}">
${
  newsletters.length > 0 &&
  html`<fieldset><legend>${say("preferences.which")}</legend>${newsletters.map(
    ({ id, name, description, on }) =>
      html`<input type="hidden" name="shown:${id}" value="1"><label class="choice"><input type="checkbox" name="on:${id}" value="1"${on && html` checked`}${blocked && !on && html` disabled`}><span>${name}${description && html`<br><span class="soft">${description}</span>`}</span></label>`,
  )}</fieldset>`
}
<fieldset><legend>${say("preferences.howOften")}</legend>${frequencies.map(
      (each) =>
        html`<label class="choice"><input type="radio" name="frequency" value="${each}"${each === preferences.frequency && html` checked`}><span>${say(`preferences.${each}`)}</span></label>`,
    )}</fieldset>
<label>${say("preferences.pause")}<input type="date" name="paused" value="${pausedUntil && dayOf(pausedUntil)}" min="${dayOf(new Date(Date.now() + day))}" max="${dayOf(new Date(Date.now() + 365 * day))}"></label>
<label>${say("preferences.language")}<select name="language"><option value="">${say("preferences.browserLanguage")}</option>${locales.map(
      (each) =>
        html`<option value="${each}" lang="${each}"${each === preferences.language && html` selected`}>${nameOf(each)}</option>`,
    )}</select></label>
<p class="soft">${choiceWording(words, sender)}</p>
<button class="main">${say("preferences.save")}</button></form>
<form class="rule" method="post" action="${action}"><input type="hidden" name="act" value="leave"><button>${say("unsubscribe.fromAll", { sender })}</button></form>
<section class="rule"><div class="lines"><h2>${say("request.tab")}</h2>
<form method="post" action="/subject-requests/mine/${token}"><input type="hidden" name="kind" value="access"><button>${say("request.access")}</button></form>
<form method="post" action="/subject-requests/mine/${token}"><input type="hidden" name="kind" value="erase"><button>${say("request.erase")}</button></form>
<p class="soft"><a href="/subject-requests/${workspaceId}">${say("request.more")}</a></p></div></section>`,
  });
}
