import { type Context, Hono } from "hono";
import { type ApiContext, type ApiEnv, originOf } from "#lib/api/context.ts";
import { noteOpening } from "#lib/audience/link-openings/note.ts";
import { seePage } from "#lib/audience/subscriber-pages/page.ts";
import { postedForm, type SentForm } from "#lib/audience/subscriber-pages/sent-form.ts";
import { type Words, wordsFor, wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import type { Subscriber } from "#lib/core/actor.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { AppError } from "#lib/core/errors.ts";
import { evenTime } from "#lib/core/throttle/even-time.ts";
import { unsubscribeChoices } from "./choices.ts";
import { giveReason, leavingReasonNames } from "./give-reason.ts";
import { mailLinks } from "./mail-links.ts";
import { askForLinkPage, brokenPage, linkSentPage, testPage } from "./other-pages.ts";
import { type Done, listed, unsubscribePage } from "./page.ts";
import { subscriberOf } from "./subscriber.ts";
import { undoUnsubscribe } from "./undo-unsubscribe.ts";
import { unsubscribe } from "./unsubscribe.ts";

type Token = Context<ApiEnv, "/:token">;

/**
 * Serves the unsubscribe pages as plain HTML: one page, one press, no script, no cookie. Link scanners open them as people do,
 * so that showing one changes nothing (RFC 9110 §9.2.1).
 */
export const unsubscribePages = new Hono<ApiEnv>()
  .get("/", (c) => askForLinkPage(wordsOfRequest(c)))
  .post("/", askedForLink)
  .get("/:token", show)
  .post("/:token", pressed);

const wordsOfRequest = (c: ApiContext) => wordsFor(c.req.header("accept-language"));

async function show(c: Token): Promise<Response> {
  const words = wordsOfRequest(c);
  const token = c.req.param("token");
  if (token === "test") return testPage(words, false);
  const subscriber = await subscriberOf(token, originOf(c));
  if (!subscriber) return brokenPage(words);
  await noteOpening(c, subscriber, "unsubscribe");
  const choices = await unsubscribeChoices(subscriber, {});
  const chosen = choices.language ? wordsOf(choices.language) : words;
  return unsubscribePage({ words: chosen, token, choices, done: doneOf(c.req.query("done")) });
}

const doneOf = (given: string | undefined): Done => (given === "undo" || given === "reason" ? given : null);

async function pressed(c: Token): Promise<Response> {
  const words = wordsOfRequest(c);
  const form = await postedForm(c, words, "/unsubscribe");
  if (form instanceof Response) return form;
  const token = c.req.param("token");
  if (token === "test") return testPage(words, true);
  const subscriber = await subscriberOf(token, originOf(c));
  if (!subscriber) return brokenPage(words);
  const done = await act(subscriber, form, words);
  return seePage(`/unsubscribe/${token}${done ? `?done=${done}` : ""}`);
}

/** Does what a form asks. A form that asks for nothing known changes nothing: the page it leads to asks again. */
async function act(subscriber: Subscriber, form: SentForm, words: Words): Promise<Done> {
  const scope = form.get("scope");
  try {
    switch (form.get("act")) {
      case undefined:
        if (scope === "all" || (scope === "newsletter" && subscriber.newsletterId === null))
          await unsubscribe(subscriber, { scope: "all", source: "unsubscribe_page" });
        else if (scope === "newsletter")
          await unsubscribe(subscriber, { scope: "newsletter", source: "unsubscribe_page" });
        return null;
      case "undo":
        await takeBack(subscriber, words);
        return "undo";
      case "reason": {
        const reason = leavingReasonNames.find((name) => name === form.get("reason"));
        if (!reason) return null;
        const given = cutText(form.get("words")?.replaceAll("\0", "") ?? "", 500);
        await giveReason(subscriber, {
          reason,
          scope: scope === "all" ? "all" : "newsletter",
          ...(given && { words: given.toWellFormed() }),
        });
        return "reason";
      }
      default:
        return null;
    }
  } catch (error) {
    // Too late, too often or nothing left: the page says what holds.
    if (error instanceof AppError && ["notFound", "tooOften", "invalid"].includes(error.code)) return null;
    throw error;
  }
}

async function takeBack(subscriber: Subscriber, words: Words): Promise<void> {
  const { undo, sender, language } = await unsubscribeChoices(subscriber, {});
  if (!undo) return;
  const { say, locale } = language ? wordsOf(language) : words;
  const newsletters = listed(undo.newsletters, locale);
  await undoUnsubscribe(subscriber, { wording: say("undo.wording", { sender, newsletters }), locale });
}

async function askedForLink(c: ApiContext): Promise<Response> {
  const words = wordsOfRequest(c);
  const form = await postedForm(c, words, "/unsubscribe");
  if (form instanceof Response) return form;
  const email = form.get("email") ?? "";
  try {
    const actor = { kind: "anonymous", origin: originOf(c) } as const;
    await evenTime(() => mailLinks(actor, { email, locale: words.locale }));
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid")
      return askForLinkPage(words, { email: cutText(email, 320) });
    if (!(error instanceof AppError && error.code === "tooOften")) throw error;
  }
  return linkSentPage(words, email.trim());
}
