import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";
import { ClientGone, findClientSignal } from "#lib/core/client-signal.ts";

// Next bundles the instrumentation apart from the actions, so that a variable of this module would exist twice.
const place = Symbol.for("mailneo.current-response");
const shared = globalThis as { [place]?: AsyncLocalStorage<ServerResponse> };
shared[place] ??= new AsyncLocalStorage<ServerResponse>();
const current = shared[place];

/** Keeps each response of this process within reach of the code that answers it. Called once, at the start. */
export function followResponses(): void {
  subscribe("http.server.request.start", (message) => {
    current.enterWith((message as { response: ServerResponse }).response);
  });
  findClientSignal(signalOfResponse);
}

const signals = new WeakMap<ServerResponse, AbortSignal>();

/** Returns the signal that is aborted when the client leaves before its response is whole. */
function signalOfResponse(): AbortSignal | undefined {
  const response = current.getStore();
  if (!response) return undefined;
  const known = signals.get(response);
  if (known) return known;
  const left = new AbortController();
  const end = () => {
    if (!response.writableFinished) left.abort(new ClientGone());
  };
  if (response.closed) end();
  else response.once("close", end);
  signals.set(response, left.signal);
  return left.signal;
}

/**
 * Gives the response to a form status 429 and `Retry-After` (RFC 6585 4). Next has no call for the status of a server
 * action. The page beside it stays the same, so that a browser shows the form with its message.
 */
export function answerTooOften(retryAfter: number): void {
  const response = current.getStore();
  if (!response || response.headersSent) return;
  response.statusCode = 429;
  response.setHeader("Retry-After", String(retryAfter));
}
