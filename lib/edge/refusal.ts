import { STATUS_CODES } from "node:http";
import { cleanResponseHeaders, type ResponseStamp } from "./headers.ts";

/** Reason the edge refuses a request; `detail` is written for the reader of the response. */
export type Refusal = { status: number; detail: string; headers?: readonly string[] };

export type RefusalForm = ResponseStamp & {
  /** True for browsers, which get a page; programs get problem+json (RFC 9457). */
  html: boolean;
};

/**
 * Returns headers (flat) and body of a refusal. It carries the request id as the reference, and no
 * internal error.
 */
export function refusalMessage(refusal: Refusal, form: RefusalForm): { headers: string[]; body: string } {
  const title = STATUS_CODES[refusal.status] ?? "Refused";
  const body = form.html
    ? page(title, refusal.detail, form.requestId)
    : problem(title, refusal, form.requestId);
  const headers = cleanResponseHeaders(
    [
      "Content-Type",
      form.html ? "text/html; charset=utf-8" : "application/problem+json; charset=utf-8",
      "Content-Length",
      String(Buffer.byteLength(body)),
      "Cache-Control",
      "no-store",
      ...(refusal.headers ?? []),
    ],
    form,
  );
  return { headers, body };
}

/**
 * Returns the whole refusal as bytes, for a connection whose request could not be parsed. It always
 * closes the connection.
 */
export function rawRefusal(refusal: Refusal, stamp: ResponseStamp): string {
  const { headers, body } = refusalMessage(refusal, { ...stamp, html: false });
  let head = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? "Refused"}\r\nConnection: close\r\n`;
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return `${head}\r\n${body}`;
}

function problem(title: string, refusal: Refusal, requestId: string): string {
  return JSON.stringify({
    type: "about:blank",
    title,
    status: refusal.status,
    detail: refusal.detail,
    request_id: requestId,
  });
}

function page(title: string, detail: string, requestId: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Mailneo</title>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(detail)}</p>
<p><small>Reference ${escapeHtml(requestId)}</small></p>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
