import { type Html, html } from "#lib/audience/subscriber-pages/html.ts";
import { subscriberPage } from "#lib/audience/subscriber-pages/page.ts";
import type { Words } from "#lib/audience/subscriber-pages/words.ts";
import type { unsubscribeChoices } from "./choices.ts";
import { leavingReasonNames } from "./give-reason.ts";

export type Choices = Awaited<ReturnType<typeof unsubscribeChoices>>;
/** What the visitor has just done, by the address the form led to. */
export type Done = "undo" | "reason" | null;

type Shown = { words: Words; token: string; choices: Choices; done: Done };

/** Returns the page behind an unsubscribe link, for what holds now: on the list, off it, or just back on it. */
export function unsubscribePage(shown: Shown): Response {
  const { words, choices, done } = shown;
  const { sender, colour, logo, postalAddress, stopped } = choices;
  const content = stopped ? left(shown) : done === "undo" ? back(shown) : asking(shown);
  return subscriberPage({
    words,
    tab: words.say("unsubscribe.tab"),
    sender,
    colour,
    logo,
    postalAddress,
    ...content,
  });
}

type Content = { title: string; body: Html };

function asking({ words: { say }, token, choices }: Shown): Content {
  const { sender, newsletter, address } = choices;
  return {
    title: newsletter ? say("unsubscribe.ask", { newsletter }) : say("unsubscribe.askAll", { sender }),
    body: html`<p>${say("unsubscribe.goesTo", { address })}</p>
${newsletter && leaveForm(token, "newsletter", say("unsubscribe.fromNewsletter", { newsletter }), true)}
${leaveForm(token, "all", say("unsubscribe.fromAll", { sender }), newsletter === null)}
<p><a href="/preferences/${token}">${say("preferences.manage")}</a></p>`,
  };
}

function left(shown: Shown): Content {
  const { words, token, choices, done } = shown;
  const { say } = words;
  const { sender, newsletter, address, stopped } = choices;
  const one = stopped === "newsletter" && newsletter !== null;
  return {
    title: one ? say("unsubscribe.left", { newsletter }) : say("unsubscribe.leftAll"),
    body: html`<p>${
      one
        ? say("unsubscribe.leftHolds", { newsletter, address })
        : say("unsubscribe.leftAllHolds", { sender, address })
    }</p>
${one ? leaveForm(token, "all", say("unsubscribe.fromAll", { sender }), false) : html`<p class="soft">${say("unsubscribe.nothingElse")}</p>`}
${undoForm(shown)}
${!choices.undo && html`<p><a href="/preferences/${token}">${say("preferences.manage")}</a></p>`}
${done === "reason" && choices.gaveReason && html`<p class="note" role="status">${say("reason.thanks", { sender })}</p>`}
${choices.asksReason && reasonForm(shown)}`,
  };
}

function back({ words: { say }, token, choices }: Shown): Content {
  const { sender, newsletter, address } = choices;
  return {
    title: newsletter ? say("undo.done", { newsletters: newsletter }) : say("undo.doneAll"),
    body: html`<p role="status">${say("undo.doneHolds", { address })}</p>
${newsletter && leaveForm(token, "newsletter", say("unsubscribe.fromNewsletter", { newsletter }), false)}
${leaveForm(token, "all", say("unsubscribe.fromAll", { sender }), false)}`,
  };
}

const leaveForm = (token: string, scope: "newsletter" | "all", words: string, main: boolean) =>
  html`<form method="post" action="/unsubscribe/${token}"><input type="hidden" name="scope" value="${scope}"><button${main && html` class="main"`}>${words}</button></form>`;

function undoForm({ words: { say, locale }, token, choices: { undo, sender } }: Shown): Html | null {
  if (!undo) return null;
  const newsletters = listed(undo.newsletters, locale);
  return html`<form class="rule" method="post" action="/unsubscribe/${token}"><input type="hidden" name="act" value="undo">
<h2>${say("undo.heading")}</h2><p>${say("undo.wording", { sender, newsletters })}</p>
<p class="soft">${say("undo.until", { minutes: undo.minutesLeft })}</p><button>${say("undo.back", { newsletters })}</button></form>`;
}

/** Returns names as the language lists them, the first few where there are many. */
export function listed(newsletters: readonly { name: string }[], locale: string): string {
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(newsletters.map(({ name }) => name));
}

const reasonKeys = {
  too_often: "reason.tooOften",
  not_relevant: "reason.notRelevant",
  never_signed_up: "reason.neverSignedUp",
  other: "reason.other",
} as const;

function reasonForm({ words: { say }, token, choices }: Shown): Html {
  return html`<form class="rule" method="post" action="/unsubscribe/${token}"><input type="hidden" name="act" value="reason"><input type="hidden" name="scope" value="${choices.stopped}">
<fieldset><legend>${say("reason.ask")}</legend>
${leavingReasonNames.map((name) => html`<label class="choice"><input type="radio" name="reason" value="${name}" required>${say(reasonKeys[name])}</label>`)}
</fieldset><label>${say("reason.more")}<textarea name="words" maxlength="500"></textarea></label><button>${say("reason.send")}</button></form>`;
}
