import { html } from "#lib/audience/subscriber-pages/html.ts";
import { subscriberPage } from "#lib/audience/subscriber-pages/page.ts";
import type { Words } from "#lib/audience/subscriber-pages/words.ts";

/** Returns the page behind the unsubscribe link of a test message: a reader's page, whose buttons change nothing. */
export function testPage(words: Words, pressed: boolean): Response {
  const { say } = words;
  const newsletter = say("test.newsletter");
  const page = {
    words,
    tab: say("unsubscribe.tab"),
    sender: say("test.sender"),
    postalAddress: say("test.postalAddress"),
  };
  if (pressed)
    return subscriberPage({
      ...page,
      title: say("test.done"),
      body: html`<p>${say("test.changedNothing")}</p><p class="soft">${say("page.close")}</p>`,
    });
  return subscriberPage({
    ...page,
    title: say("unsubscribe.ask", { newsletter }),
    body: html`<p class="note">${say("test.note")}</p><p>${say("test.goesTo")}</p>
<form method="post"><input type="hidden" name="scope" value="newsletter"><button class="main">${say("unsubscribe.fromNewsletter", { newsletter })}</button></form>
<form method="post"><input type="hidden" name="scope" value="all"><button>${say("unsubscribe.fromAll", { sender: say("test.you") })}</button></form>`,
  });
}

/** Returns the one answer to every link that opens nothing: forged, cut off, or of a row that is gone. */
export function brokenPage(words: Words): Response {
  const { say } = words;
  return subscriberPage({
    words,
    tab: say("unsubscribe.tab"),
    sender: null,
    title: say("broken.title"),
    body: html`<p>${say("broken.cutOff")}</p><p class="soft">${say("broken.still")}</p>${emailForm(words)}`,
    status: 404,
  });
}

/** Returns the page on which a person without an old message asks for their links. */
export function askForLinkPage(words: Words, wrong?: { email: string }): Response {
  const { say } = words;
  return subscriberPage({
    words,
    tab: say("mailLink.tab"),
    sender: null,
    title: say("mailLink.title"),
    body: html`<p>${say("mailLink.why")}</p>${emailForm(words, wrong)}`,
    status: wrong ? 400 : 200,
  });
}

/** Returns the same answer for every address, so that nobody learns who gets mail. */
export function linkSentPage(words: Words, address: string): Response {
  const { say } = words;
  return subscriberPage({
    words,
    tab: say("mailLink.tab"),
    sender: null,
    title: say("mailLink.sentTitle"),
    body: html`<p role="status">${say("mailLink.sent", { address })}</p><p class="soft">${say("mailLink.sentNothing")}</p>`,
  });
}

function emailForm({ say }: Words, wrong?: { email: string }) {
  return html`<form class="rule" method="post" action="/unsubscribe"><label>${say("mailLink.email")}<input type="email" name="email" autocomplete="email" maxlength="320" required value="${wrong?.email}"${wrong && html` aria-invalid="true" aria-describedby="wrong"`}></label>
${wrong && html`<p class="wrong" id="wrong" role="alert">${say("mailLink.invalid")}</p>`}<button class="main">${say("mailLink.send")}</button></form>`;
}
