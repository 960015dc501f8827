import type { ApiContext } from "#lib/api/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { logError } from "#lib/core/log.ts";
import { html } from "./html.ts";
import { subscriberPage } from "./page.ts";
import { wordsFor } from "./words.ts";

const wordsOf = (c: ApiContext) => wordsFor(c.req.header("accept-language"));

/** Returns the page for an error: a reference for our own faults, and a status that says whether to try again. */
export function faultPage(c: ApiContext, error: unknown, context: Record<string, unknown>): Response {
  const words = wordsOf(c);
  const { say } = words;
  const status = error instanceof AppError ? error.status : 500;
  const reference = error instanceof AppError ? String(c.env.requestId) : logError(error, context);
  const title = say("refused.faultTitle");
  const response = subscriberPage({
    words,
    tab: title,
    sender: null,
    title,
    body: html`<p>${say("refused.fault", { reference })}</p>`,
    status,
  });
  if (status === 503) response.headers.set("retry-after", "5");
  return response;
}

/** Returns the page for an address under a subscribers' page that names nothing. */
export function nothingPage(c: ApiContext): Response {
  const words = wordsOf(c);
  const title = words.say("refused.nothingTitle");
  return subscriberPage({ words, tab: title, sender: null, title, body: html``, status: 404 });
}

/** Returns the page for a method that no page takes. */
export function methodPage(c: ApiContext): Response {
  const words = wordsOf(c);
  const title = words.say("refused.methodTitle");
  const response = subscriberPage({ words, tab: title, sender: null, title, body: html``, status: 405 });
  response.headers.set("allow", "GET, HEAD, POST");
  return response;
}
