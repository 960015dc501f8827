import { leanPrototype } from "./lean-prototype.ts";

const Native = globalThis.Response;

type Plain = {
  body: string | Uint8Array<ArrayBuffer> | null;
  status: number;
  statusText: string;
  headers: Headers;
};
type Lean = { [state]: { plain: Plain; native: Response | null } };
const state = Symbol("state");

/** Status codes a Response may have together with a body; with any other the platform's own class decides. */
const mayHaveBody = (status: number) => status >= 200 && status <= 599 && ![204, 205, 304].includes(status);

/**
 * Makes `new Response(text)` cheap in this process: text, bytes or nothing are kept as they are until somebody asks for
 * the stream, where the platform's class builds one at once; measured, that costs as much as a whole bare Node
 * handler. Streams and everything unusual are platform Responses as before, and so is what `fetch` returns; all of
 * them are `instanceof Response`. Call once, in a process that answers requests.
 */
export function installLeanResponses(): void {
  globalThis.Response = LeanResponse as unknown as typeof Response;
}

/** What to write, without a stream, when that is all the response is; null when it must be read as a stream. */
export function plainBody(response: Response): Plain | null {
  const own = (response as unknown as Partial<Lean>)[state];
  return own && !own.native ? own.plain : null;
}

function LeanResponse(body?: BodyInit | null, init?: ResponseInit): Response {
  const status = init?.status ?? 200;
  const simple =
    body === undefined || body === null || typeof body === "string" || body instanceof Uint8Array;
  if (!simple || !mayHaveBody(status)) return new Native(body, init);

  const headers = new Headers(init?.headers);
  if (typeof body === "string" && !headers.has("content-type"))
    headers.set("content-type", "text/plain;charset=UTF-8");
  const response = Object.create(lean) as Lean;
  const kept = body instanceof Uint8Array ? new Uint8Array(body) : (body ?? null);
  response[state] = {
    plain: { body: kept, status, statusText: init?.statusText ?? "", headers },
    native: null,
  };
  return response as unknown as Response;
}

function native(of: Lean): Response {
  const own = of[state];
  own.native ??= new Native(own.plain.body, own.plain);
  return own.native;
}

const lean = leanPrototype<Lean, Response>(Native, native, {
  status: (of) => of[state].plain.status,
  statusText: (of) => of[state].plain.statusText,
  ok: (of) => of[state].plain.status < 300,
  // Headers set before the stream was asked for are copied into the platform's Response; later ones go there.
  headers: (of) => of[state].native?.headers ?? of[state].plain.headers,
});
LeanResponse.prototype = lean;

Object.defineProperty(LeanResponse, Symbol.hasInstance, {
  value: (other: unknown) => other instanceof Native,
});
Object.assign(LeanResponse, {
  error: () => Native.error(),
  redirect: (url: string | URL, status?: number) => Native.redirect(url, status),
  json(value: unknown, init?: ResponseInit): Response {
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError("The value is not JSON serializable");
    const headers = new Headers(init?.headers);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    return LeanResponse(text, { ...init, headers });
  },
});
