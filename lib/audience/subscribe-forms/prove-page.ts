import { html } from "#lib/audience/subscriber-pages/html.ts";
import { subscriberPage } from "#lib/audience/subscriber-pages/page.ts";
import type { Words } from "#lib/audience/subscriber-pages/words.ts";
import { frame, proofFields } from "./page.ts";
import type { Challenge } from "./proof.ts";
import type { SubscribeForm } from "./subscribe-form.ts";

type Asked = {
  words: Words;
  form: SubscribeForm;
  made: string;
  email: string;
  challenge: Challenge;
  /** Signed mark of when the wait without scripts began. */
  wait: string;
  /** Why a press without scripts did not count: too early, or all of this minute's signups were taken. */
  again: "early" | "busy" | null;
  /** Whether the visitor's network is the reason, and not programs. */
  crowded: boolean;
  /** The signed words of a form on another site, which go on with the signup. */
  copied: { wording: string; signed: string } | null;
};

/**
 * Returns the one more step of a form that programs rush. A browser with scripts works for a moment; without them a person
 * waits a minute. What it shows depends on the form alone, never on the address.
 */
export function provePage({
  words,
  form,
  made,
  email,
  challenge,
  wait,
  again,
  crowded,
  copied,
}: Asked): Response {
  const { say } = words;
  const fields = html`<input type="hidden" name="made" value="${made}"><input type="hidden" name="email" value="${email}">${
    copied &&
    html`<input type="hidden" name="form" value="embedded"><input type="hidden" name="wording" value="${copied.wording}"><input type="hidden" name="signed" value="${copied.signed}">`
  }`;
  const action = `/subscribe/${form.newsletterId}`;
  return subscriberPage({
    ...frame(words, form),
    framed: true,
    proves: true,
    title: say("subscribe.proveTitle"),
    body: html`<p>${say(crowded ? "subscribe.proveCrowd" : "subscribe.prove")}</p>
<form method="post" action="${action}">${fields}${proofFields(words, challenge)}<button class="main">${say("subscribe.button")}</button></form>
<form class="rule" method="post" action="${action}">${fields}<input type="hidden" name="wait" value="${wait}">
${again && html`<p class="note" role="alert">${say(`subscribe.${again}`)}</p>`}<p class="soft">${say("subscribe.proveWait")}</p><button>${say("subscribe.without")}</button></form>`,
  });
}
