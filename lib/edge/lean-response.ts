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

/** Returns whether a Response of this status may have a body; for others the platform's own class decides. */
const mayHaveBody = (status: number) => status >= 200 && status <= 599 && ![204, 205, 304].includes(status);

/**
 * Makes `new Response(text)` cheap in this process: it keeps text, bytes or nothing as they are
 * until the stream is needed. The platform's class builds a stream at once; measured, that costs as
 * much as a whole bare Node handler.
 * Streams, unusual bodies and what `fetch` returns stay platform Responses; all of them are
 * `instanceof Response`. Call it once, in a process that serves requests.
 */
export function installLeanResponses(): void {
  globalThis.Response = LeanResponse as unknown as typeof Response;
}

/** Returns the bytes to write when the response is only that; null when it must be read as a stream. */
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
  // Headers set before the stream was needed are copied into the platform's Response; later ones go
  // there directly.
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
