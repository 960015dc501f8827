import { type Context, Hono } from "hono";
import { type ApiEnv, originOf } from "#lib/api/context.ts";
import { noteOpening } from "#lib/audience/link-openings/note.ts";
import { seePage } from "#lib/audience/subscriber-pages/page.ts";
import { chosen, postedForm, type SentForm } from "#lib/audience/subscriber-pages/sent-form.ts";
import { locales, type Words, wordsFor, wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import { brokenPage, testPage } from "#lib/audience/unsubscribe/other-pages.ts";
import { subscriberOf } from "#lib/audience/unsubscribe/subscriber.ts";
import { unsubscribe } from "#lib/audience/unsubscribe/unsubscribe.ts";
import type { Subscriber } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { frequencies } from "./frequencies.ts";
import { getPreferences } from "./get.ts";
import { choiceWording, preferencesPage } from "./page.ts";
import { setPreferences } from "./set.ts";

type Token = Context<ApiEnv, "/:token">;

/**
 * Serves a subscriber's preference page, which opens by the same link as the unsubscribe page, without signing in. Opening it
 * changes nothing.
 */
export const preferencesPages = new Hono<ApiEnv>().get("/:token", show).post("/:token", save);

async function show(c: Token): Promise<Response> {
  const words = wordsFor(c.req.header("accept-language"));
  const token = c.req.param("token");
  if (token === "test") return testPage(words, false);
  const subscriber = await subscriberOf(token, originOf(c));
  if (!subscriber) return brokenPage(words);
  await noteOpening(c, subscriber, "preferences");
  const preferences = await getPreferences(subscriber, {});
  // A person whom the workspace erased can only stay away, and the other page does that.
  if (!preferences.known) return seePage(`/unsubscribe/${token}`);
  const chosenWords = preferences.language ? wordsOf(preferences.language) : words;
  return preferencesPage({ words: chosenWords, token, preferences, saved: c.req.query("done") === "saved" });
}

async function save(c: Token): Promise<Response> {
  const words = wordsFor(c.req.header("accept-language"));
  const form = await postedForm(c, words, "/preferences");
  if (form instanceof Response) return form;
  const token = c.req.param("token");
  if (token === "test") return testPage(words, true);
  const subscriber = await subscriberOf(token, originOf(c));
  if (!subscriber) return brokenPage(words);
  if (form.get("act") === "leave") {
    await unsubscribe(subscriber, { scope: "all", source: "unsubscribe_page" });
    return seePage(`/unsubscribe/${token}`);
  }
  const saved = await keep(subscriber, form, words);
  return seePage(`/preferences/${token}${saved ? "?done=saved" : ""}`);
}

async function keep(subscriber: Subscriber, form: SentForm, words: Words): Promise<boolean> {
  const uuids = (prefix: string) =>
    chosen(form, prefix).filter(
      (id, at) => at < 100 && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id),
    );
  const shown = uuids("shown:");
  if (shown.length === 0 && !form.has("paused")) return false;
  try {
    const { sender, language: before, frequency } = await getPreferences(subscriber, {});
    // What the person read is what they agreed to: the page was in the language they had chosen.
    const read = before ? wordsOf(before) : words;
    const language = form.has("language")
      ? (locales.find((locale) => locale === form.get("language")) ?? null)
      : before;
    await setPreferences(subscriber, {
      shown,
      wanted: uuids("on:"),
      pausedUntil: pauseOf(form.get("paused")),
      language,
      frequency: frequencies.find((each) => each === form.get("frequency")) ?? frequency,
      wording: choiceWording(read, sender),
      locale: read.locale,
    });
    return true;
  } catch (error) {
    if (error instanceof AppError && (error.code === "notFound" || error.code === "tooOften")) return false;
    throw error;
  }
}

/** Returns the moment a chosen day begins; null for no day, a past one, or one that no calendar has. */
function pauseOf(given: string | undefined): Date | null {
  if (!given || !/^\d{4}-\d\d-\d\d$/.test(given)) return null;
  const at = new Date(`${given}T00:00:00Z`);
  const real = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(given);
  return real && at.getTime() > Date.now() ? at : null;
}
