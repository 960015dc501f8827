import { trapField } from "#lib/audience/subscribe-forms/page.ts";
import { type Html, html } from "#lib/audience/subscriber-pages/html.ts";
import { masked } from "#lib/audience/subscriber-pages/masked.ts";
import { subscriberPage } from "#lib/audience/subscriber-pages/page.ts";
import type { Words } from "#lib/audience/subscriber-pages/words.ts";
import type { CalendarDay } from "#lib/core/calendar-day.ts";
import { unlinked } from "#lib/mail/linkish.ts";
import { holdsBack, type RequestKind, requestKinds } from "./fields.ts";
import type { RequestSeen, WaitingPage } from "./look.ts";
import type { RequestForm } from "./request-form.ts";

type Sender = Pick<RequestForm, "sender" | "colour" | "logo" | "postalAddress">;

const frame = (words: Words, { sender, colour, logo, postalAddress }: Sender) => ({
  words,
  tab: words.say("request.tab"),
  sender,
  colour,
  logo,
  postalAddress,
});

export type Typed = { email: string; kind: string; words: string };

type Asked = {
  words: Words;
  form: RequestForm;
  /** Signed mark of when this page was made. */
  made: string;
  typed?: Typed;
  wrong?: "email" | "kind" | "again" | "crowded";
};

const statusOf = { email: 400, kind: 400, again: 200, crowded: 429 } as const;

/** Returns the page on which anybody asks a workspace about their own data. What was typed stays. */
export function askPage({ words, form, made, typed, wrong }: Asked): Response {
  const { say } = words;
  const { sender, workspaceId } = form;
  const at = (field: "email" | "kind") =>
    wrong === field && html` aria-invalid="true" aria-describedby="wrong"`;
  const problem = (field: "email" | "kind", text: string) =>
    wrong === field && html`<p class="wrong" id="wrong" role="alert">${text}</p>`;
  return subscriberPage({
    ...frame(words, form),
    title: say("request.title", { sender }),
    status: statusOf[wrong ?? "again"],
    body: html`<p>${say("request.why", { sender })}</p>
${wrong === "again" && html`<p class="note" role="alert">${say("subscribe.again")}</p>`}
${wrong === "crowded" && html`<p class="note" role="alert">${say("request.crowded")}</p>`}
<form method="post" action="/subject-requests/${workspaceId}"><input type="hidden" name="made" value="${made}">
<label>${say("subscribe.email")}<input type="email" name="email" autocomplete="email" maxlength="320" required value="${typed?.email}"${at("email")}></label>
${problem("email", say("subscribe.invalid"))}
<fieldset${at("kind")}><legend>${say("request.what")}</legend>${requestKinds.map(
      (kind) =>
        html`<label class="choice"><input type="radio" name="kind" value="${kind}" required${typed?.kind === kind && html` checked`}><span>${say(`request.${kind}`)}</span></label>`,
    )}</fieldset>
${problem("kind", say("request.choose"))}
<label>${say("request.words")}<textarea name="words" maxlength="2000">${typed?.words}</textarea></label>
<label class="away" aria-hidden="true">${say("subscribe.hidden")}<input name="${trapField}" tabindex="-1" autocomplete="off"></label>
<button class="main">${say("request.send")}</button></form>`,
  });
}

/** Returns the one answer to every request, so that nobody learns whom a workspace knows. */
export function askedPage(words: Words, form: RequestForm, address: string): Response {
  const { say } = words;
  return subscriberPage({
    ...frame(words, form),
    title: say("subscribe.sentTitle"),
    body: html`<p role="status">${say("request.sent", { address })}</p><p class="soft">${say("subscribe.nothingYet")}</p>`,
  });
}

/** Returns the page behind the link that proves a request: a press confirms it, and opening it changes nothing. */
export function proofPage(words: Words, token: string, seen: Proving, wrong = false): Response {
  return subscriberPage({
    ...frame(words, seen),
    ...proofContent(words, token, seen, wrong),
    status: wrong ? 400 : 200,
  });
}

/** A request to prove, and all that wait for the same proof. */
type Proving = RequestSeen & { waiting?: WaitingPage };

/** Returns the page after a press that proved requests. */
export function provedPage(
  words: Words,
  seen: RequestSeen,
  proved: { kind: RequestKind; dueOn: CalendarDay }[],
): Response {
  const kinds = proved.map(({ kind }) => kind);
  const dueOn = proved.map((each) => each.dueOn).sort()[0] ?? seen.dueOn;
  return subscriberPage({
    ...frame(words, seen),
    ...received(words, { sender: seen.sender, kinds, dueOn, address: masked(seen.email) }),
  });
}

function proofContent(
  words: Words,
  token: string,
  seen: Proving,
  wrong: boolean,
): { title: string; body: Html } {
  const { say, day } = words;
  const { sender, kind, state, dueOn, workspaceId } = seen;
  const address = masked(seen.email);
  const asked = html`<p>${say("request.asked", { what: say(`request.${kind}`) })}</p>`;
  const { lines, page, pages } = seen.waiting ?? { lines: [], page: 1, pages: 1 };
  if (state === "open" && lines.length > 1)
    return {
      title: say("request.confirmTitle", { sender }),
      body: html`<p>${say("requestMail.who", { sender, address })}</p>
${wrong && html`<p class="wrong" id="wrong" role="alert">${say("request.choose")}</p>`}
<form method="post" action="/subject-requests/proof/${token}">
<fieldset${wrong && html` aria-invalid="true" aria-describedby="wrong"`}><legend>${say("request.what")}</legend>${lines.map(
        ({ id, kind, words: theirs, receivedOn }) =>
          html`<label class="choice"><input type="checkbox" name="request.${id}"><span>${say(`request.${kind}`)} (${day(new Date(receivedOn))})${theirs && html`<br><bdi>${unlinked(theirs, 100)}</bdi>`}</span></label>`,
      )}</fieldset>
${pages > 1 && pageLinks(token, page, pages)}
<p>${say("request.confirmHow", { address, day: day(new Date(dueOn)) })}</p>
<button class="main" name="act" value="confirm">${say("request.confirm")}</button>
<button name="act" value="disown">${say("confirm.notMe")}</button></form>`,
    };
  if (state === "open")
    return {
      title: say("request.confirmTitle", { sender }),
      body: html`${asked}<p>${say("request.confirmHow", { address, day: day(new Date(dueOn)) })}</p>
<form method="post" action="/subject-requests/proof/${token}"><input type="hidden" name="act" value="confirm"><button class="main">${say("request.confirm")}</button></form>
<form method="post" action="/subject-requests/proof/${token}"><input type="hidden" name="act" value="disown"><button>${say("confirm.notMe")}</button></form>`,
    };
  if (state === "identified") return received(words, { sender, kinds: [kind], dueOn, address });
  if (state === "expired")
    return {
      title: say("confirm.expired"),
      body: html`<p>${say("request.expiredHow")}</p><p><a href="/subject-requests/${workspaceId}">${say("request.title", { sender })}</a></p>`,
    };
  const title = say(state === "disowned" ? "request.disowned" : "request.closed");
  return { title, body: html`<p role="status">${say("page.close")}</p>` };
}

/** Links to the pages around this one by their numbers, which need no words. */
function pageLinks(token: string, page: number, pages: number) {
  const near = [1, page - 2, page - 1, page, page + 1, page + 2, pages];
  const shown = [...new Set(near)].filter((n) => n >= 1 && n <= pages);
  return html`<nav aria-label="1–${pages}"><p>${shown.map((n) =>
    n === page
      ? html`<strong aria-current="page">${n}</strong> `
      : html`<a href="/subject-requests/proof/${token}?page=${n}">${n}</a> `,
  )}</p></nav>`;
}

function received(
  { say, day }: Words,
  of: { sender: string; kinds: RequestKind[]; dueOn: CalendarDay; address: string },
) {
  const { sender, kinds, dueOn, address } = of;
  return {
    title: say("request.receivedTitle", { sender }),
    body: html`<p role="status">${kinds.map((kind) => html`${say("request.asked", { what: say(`request.${kind}`) })} `)}</p><p>${say("request.received", { address, day: day(new Date(dueOn)) })}</p>${kinds.some(holdsBack) && html`<p>${say("request.held", { sender })}</p>`}<p class="soft">${say("page.close")}</p>`,
  };
}

/** Returns the page after a request from the preference page. */
export function receivedPage(
  words: Words,
  from: Sender & { kind: RequestKind; dueOn: CalendarDay; address: string },
): Response {
  return subscriberPage({ ...frame(words, from), ...received(words, { ...from, kinds: [from.kind] }) });
}

/**
 * Returns the page behind the link to a person's data. The address is the second half of the key. Once it is proved, the page offers the
 * file, so that no error stands beside a download that works.
 */
export function bundlePage(
  words: Words,
  token: string,
  seen: RequestSeen,
  given?: { email: string; wrong?: string },
): Response {
  const { say, day } = words;
  if (seen.state !== "open" || !seen.bundleUntil)
    return subscriberPage({
      ...frame(words, seen),
      title: say("request.bundleGone"),
      body: html`<p><a href="/subject-requests/${seen.workspaceId}">${say("request.title", { sender: seen.sender })}</a></p>`,
      status: 410,
    });
  const wrong = given?.wrong;
  const form = html`<form method="post" action="/subject-requests/bundle/${token}">`;
  return subscriberPage({
    ...frame(words, seen),
    title: say("request.bundleTitle", { sender: seen.sender }),
    status: wrong ? 400 : 200,
    body:
      given && !wrong
        ? html`<p role="status">${unbroken(say("request.bundleReady"), BUNDLE_NAME)}</p>
${form}<input type="hidden" name="email" value="${given.email}"><button class="main" name="act" value="download">${say("request.download")}</button></form>`
        : html`<p>${say("request.bundleHow", { day: day(seen.bundleUntil) })}</p>
${form}<label>${say("subscribe.email")}<input type="email" name="email" autocomplete="email" maxlength="320" required value="${given?.email}"${wrong && html` aria-invalid="true" aria-describedby="wrong"`}></label>
${wrong && html`<p class="wrong" id="wrong" role="alert">${wrong}</p>`}<button class="main">${say("request.bundleNext")}</button></form>`,
  });
}

/** Returns the one answer to every link of a request that opens nothing: cut off, replaced, or made up. */
export function deadLinkPage(words: Words): Response {
  const { say } = words;
  return subscriberPage({
    words,
    tab: say("request.tab"),
    sender: null,
    title: say("broken.title"),
    body: html`<p>${say("broken.cutOff")}</p>`,
    status: 404,
  });
}

/** The name of the file that a person takes. */
export const BUNDLE_NAME = "my-data.zip";

/** Keeps a file's name in one line, because a browser breaks it at its hyphen. */
function unbroken(sentence: string, name: string): Html {
  const [before = "", ...after] = sentence.split(name);
  return html`${before}${after.length > 0 && html`<bdi class="file">${name}</bdi>${after.join(name)}`}`;
}
