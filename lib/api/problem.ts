import { AppError } from "#lib/core/errors.ts";
import { logError } from "#lib/core/log.ts";
import { BodyCutOff } from "./body-cut-off.ts";

const titles: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** An RFC 9457 problem. `errors` are messages by field. */
export function problem(
  status: number,
  detail: string,
  more: {
    code?: string;
    errors?: Record<string, string>;
    retryAfter?: number | undefined;
    headers?: Record<string, string>;
  } = {},
): Response {
  const body = {
    type: more.code ? `urn:mailneo:problem:${more.code}` : "about:blank",
    title: titles[status] ?? "Error",
    status,
    detail,
    ...(more.errors && Object.keys(more.errors).length > 0 && { errors: more.errors }),
  };
  const headers = new Headers({
    "content-type": "application/problem+json; charset=utf-8",
    "cache-control": "no-store",
    ...more.headers,
  });
  if (more.retryAfter) headers.set("retry-after", String(more.retryAfter));
  return new Response(JSON.stringify(body), { status, headers });
}

/** How a caller may prove themselves, which belongs to each 401 (RFC 9110, 11.6.1). */
export const wwwAuthenticate = { "www-authenticate": 'Bearer realm="Mailneo"' };

/** What a thrown error becomes: the reader's message for an AppError; a reference, and nothing else, for our own faults. */
export function problemOf(error: unknown, context: Record<string, unknown> = {}): Response {
  if (error instanceof AppError) {
    const code = error.code.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return problem(error.status, error.message, {
      code,
      errors: error.fields,
      retryAfter: error.retryAfter,
      ...(error.status === 401 && { headers: wwwAuthenticate }),
    });
  }
  if (error instanceof BodyCutOff) return problem(400, "The request was cut off before its end.");
  const reference = logError(error, context);
  return problem(500, `Something went wrong on our side. Reference ${reference}.`);
}
