import { type Context, Hono } from "hono";
import { type ApiEnv, originOf } from "#lib/api/context.ts";
import { type Html, html } from "#lib/audience/subscriber-pages/html.ts";
import { subscriberPage } from "#lib/audience/subscriber-pages/page.ts";
import { postedForm } from "#lib/audience/subscriber-pages/sent-form.ts";
import { type Words, wordsFor } from "#lib/audience/subscriber-pages/words.ts";
import { brokenPage, testPage } from "#lib/audience/unsubscribe/other-pages.ts";
import { AppError } from "#lib/core/errors.ts";
import { confirmSubscription } from "./confirm.ts";
import { disownSignup } from "./disown.ts";
import { type ConfirmationSeen, lookAtConfirmation } from "./look.ts";

type Token = Context<ApiEnv, "/:token">;

/** Serves the page behind a confirmation link. Opening it changes nothing: the person's own press confirms. */
export const confirmPages = new Hono<ApiEnv>().get("/:token", show).post("/:token", pressed);

async function show(c: Token): Promise<Response> {
  const words = wordsFor(c.req.header("accept-language"));
  const token = c.req.param("token");
  if (token === "test") return testPage(words, false);
  const seen = await lookAtConfirmation(token, originOf(c));
  return seen ? confirmPage(words, token, seen) : brokenPage(words);
}

async function pressed(c: Token): Promise<Response> {
  const words = wordsFor(c.req.header("accept-language"));
  const form = await postedForm(c, words, "/confirm");
  if (form instanceof Response) return form;
  const token = c.req.param("token");
  if (token === "test") return testPage(words, true);
  const before = await lookAtConfirmation(token, originOf(c));
  if (!before) return brokenPage(words);
  const act = form.get("act");
  const actor = { kind: "anonymous", origin: originOf(c) } as const;
  try {
    if (before.state === "open" && act === "confirm") {
      await confirmSubscription(actor, { token });
      return confirmPage(words, token, before, true);
    }
    if ((before.state === "open" || before.state === "expired") && act === "disown")
      await disownSignup(actor, { token });
  } catch (error) {
    if (!(error instanceof AppError && (error.code === "conflict" || error.code === "notFound"))) throw error;
  }
  const now = await lookAtConfirmation(token, originOf(c));
  return now ? confirmPage(words, token, now) : brokenPage(words);
}

function confirmPage(words: Words, token: string, seen: ConfirmationSeen, justNow = false): Response {
  const { sender, colour, logo, postalAddress } = seen;
  return subscriberPage({
    words,
    tab: words.say("confirm.tab"),
    sender,
    colour,
    logo,
    postalAddress,
    ...content(words, token, seen, justNow),
  });
}

function content(
  { say }: Words,
  token: string,
  { newsletter, newsletterId, sender, address, state, archived }: ConfirmationSeen,
  justNow: boolean,
): { title: string; body: Html } {
  if (justNow)
    return {
      title: say("confirm.done", { newsletter }),
      body: html`<p role="status">${say("confirm.doneHolds", { sender, address })}</p><p class="soft">${say("page.close")}</p>`,
    };
  if (state === "confirmed")
    return {
      title: say("confirm.already", { newsletter }),
      body: html`<p>${say("confirm.alreadyHolds")}</p>`,
    };
  if (state === "disowned")
    return {
      title: say("confirm.disowned", { newsletter }),
      body: html`<p role="status">${say("confirm.disownedHolds", { address })}</p>`,
    };
  if (archived)
    return { title: say("confirm.ended", { newsletter }), body: html`<p>${say("confirm.alreadyHolds")}</p>` };
  if (state === "expired")
    return {
      title: say("confirm.expired"),
      body: html`<p>${say("confirm.expiredHow")}</p><p><a href="/subscribe/${newsletterId}">${say("confirm.again", { newsletter })}</a></p>`,
    };
  return {
    title: say("confirm.ask", { newsletter }),
    body: html`<p>${say("confirm.who", { sender, newsletter, address })}</p>
<form method="post" action="/confirm/${token}"><input type="hidden" name="act" value="confirm"><button class="main">${say("confirm.button")}</button></form>
<form method="post" action="/confirm/${token}"><input type="hidden" name="act" value="disown"><button>${say("confirm.notMe")}</button></form>`,
  };
}
