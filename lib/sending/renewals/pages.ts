import { type Context, Hono } from "hono";
import { type ApiEnv, originOf } from "#lib/api/context.ts";
import { type Html, html } from "#lib/audience/subscriber-pages/html.ts";
import { masked } from "#lib/audience/subscriber-pages/masked.ts";
import { subscriberPage } from "#lib/audience/subscriber-pages/page.ts";
import { postedForm } from "#lib/audience/subscriber-pages/sent-form.ts";
import { type Words, wordsFor } from "#lib/audience/subscriber-pages/words.ts";
import { brokenPage } from "#lib/audience/unsubscribe/other-pages.ts";
import { AppError } from "#lib/core/errors.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { agreeToRenewal } from "./agree.ts";
import { lookAtRenewal, type Renewal } from "./look.ts";
import { requestShown } from "./request-shown.ts";

type Token = Context<ApiEnv, "/:token">;

/** Serves the page behind a renewal's link. Opening it changes nothing: the person's own press agrees. */
export const renewalPages = new Hono<ApiEnv>().get("/:token", show).post("/:token", pressed);

async function show(c: Token): Promise<Response> {
  const words = wordsFor(c.req.header("accept-language"));
  const token = c.req.param("token");
  if (token === "test") return testPage(words);
  const seen = await lookAtRenewal(token, originOf(c));
  return seen ? page(words, token, seen) : brokenPage(words);
}

async function pressed(c: Token): Promise<Response> {
  const words = wordsFor(c.req.header("accept-language"));
  const form = await postedForm(c, words, "/agree");
  if (form instanceof Response) return form;
  const token = c.req.param("token");
  if (token === "test") return testPage(words);
  const before = await lookAtRenewal(token, originOf(c));
  if (!before) return brokenPage(words);
  if (before.state === "open" && form.get("act") === "agree") {
    try {
      await agreeToRenewal({ kind: "anonymous", origin: originOf(c) }, { token, locale: words.locale });
      return page(words, token, before, true);
    } catch (error) {
      if (!(error instanceof AppError && (error.code === "conflict" || error.code === "notFound")))
        throw error;
    }
  }
  const now = await lookAtRenewal(token, originOf(c));
  return now ? page(words, token, now) : brokenPage(words);
}

async function page(words: Words, token: string, seen: Renewal, justNow = false): Promise<Response> {
  const { sender, colour, postalAddress } = seen;
  return subscriberPage({
    words,
    tab: words.say("confirm.tab"),
    sender,
    colour,
    postalAddress: seen.state === "open" && !justNow ? null : postalAddress,
    ...(await content(words, token, seen, justNow)),
  });
}

async function content(words: Words, token: string, seen: Renewal, justNow: boolean) {
  const { say } = words;
  const { newsletter, newsletterId, sender, email, state, workspaceId, deliveryId } = seen;
  if (justNow)
    return {
      title: say("confirm.done", { newsletter }),
      body: html`<p role="status">${say("confirm.doneHolds", { sender, address: masked(email) })}</p><p class="soft">${say("page.close")}</p>`,
    };
  if (state === "agreed")
    return {
      title: say("confirm.already", { newsletter }),
      body: html`<p>${say("confirm.alreadyHolds")}</p>`,
    };
  if (state === "ended")
    return { title: say("confirm.ended", { newsletter }), body: html`<p>${say("confirm.alreadyHolds")}</p>` };
  if (state === "left")
    return {
      title: say("unsubscribe.left", { newsletter }),
      body: html`<p><a href="/subscribe/${newsletterId}">${say("confirm.again", { newsletter })}</a></p>`,
    };
  const leave = signLink(await linkKey(), "unsubscribe", { workspaceId, id: deliveryId });
  return {
    title: say("confirm.ask", { newsletter }),
    body: html`${request(words, seen)}
<form method="post" action="/agree/${token}"><input type="hidden" name="act" value="agree"><button class="main">${say("confirm.button")}</button></form>
<p class="soft"><a href="/unsubscribe/${leave}">${say("unsubscribe.fromNewsletter", { newsletter })}</a></p>`,
  };
}

function request(
  words: Words,
  seen: Pick<Renewal, "sender" | "newsletter" | "postalAddress" | "contact">,
): Html {
  const { agree, who } = requestShown(words, seen);
  return html`<p>${agree}</p><p class="address">${who}</p>`;
}

/** What a test message leads to: the page with its author's names, and a button that changes nothing. */
function testPage(words: Words): Response {
  const { say } = words;
  const newsletter = say("test.newsletter");
  return subscriberPage({
    words,
    tab: say("confirm.tab"),
    sender: say("test.sender"),
    title: say("confirm.ask", { newsletter }),
    body: html`<p class="note">${say("test.note")}</p>${request(words, {
      sender: say("test.sender"),
      newsletter,
      postalAddress: say("test.postalAddress"),
      contact: null,
    })}
<form method="post" action="/agree/test"><button class="main">${say("confirm.button")}</button></form>`,
  });
}
