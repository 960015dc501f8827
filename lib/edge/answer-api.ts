import type { ServerResponse } from "node:http";
import { tooLarge, tooSlow } from "./admit.ts";
import { apiBody } from "./api-body.ts";
import type { BodyFault } from "./body.ts";
import { type AdmittedExchange, countCutOff, ourFault, refuse, writeHead } from "./exchange.ts";
import { cleanRequestHeaders } from "./headers.ts";
import { leanRequest } from "./lean-request.ts";
import { plainBody } from "./lean-response.ts";
import { endWith, writeChunk } from "./write-chunk.ts";

/** HTTP API for programs (lib/api), as plain Request → Response. */
export type Api = (
  request: Request,
  context: { ip: string; requestId: string },
) => Promise<Response> | Response;

/**
 * Handles a request in this process. The Request's URL is built on the public origin, whatever Host
 * said, and its headers are the cleaned ones. The caller's identity is in the context, not in
 * headers.
 * Responds 500 when a handler throws, with the request id as the reference.
 */
export async function answerApi(exchange: AdmittedExchange, api: Api, origin: string): Promise<void> {
  let fault: BodyFault | null = null;
  try {
    const body = apiBody(exchange, (found) => {
      fault = found;
      if (found === "too-large") refuse(exchange, tooLarge(exchange.admitted.maxBody), true);
      else if (found === "too-slow") refuse(exchange, tooSlow(), true);
      else countCutOff(exchange);
    });
    const content = body instanceof Promise ? await body : body;
    if (fault) return;

    const response = await api(toRequest(exchange, content, origin), {
      ip: exchange.ip,
      requestId: exchange.requestId,
    });
    if (fault || exchange.response.destroyed) return void (await response.body?.cancel());
    await writeResponse(exchange, response);
  } catch (error) {
    if (fault || exchange.response.destroyed) return;
    ourFault(exchange, "api-failed", error);
  }
}

type Body = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;

function toRequest(exchange: AdmittedExchange, body: Body, origin: string): Request {
  const headers: [string, string][] = [];
  cleanRequestHeaders(exchange.request.rawHeaders, (name, value) => headers.push([name, value]));
  const url = origin + exchange.admitted.href;
  const method = exchange.request.method ?? "GET";
  if (body === null || body instanceof Uint8Array) return leanRequest({ method, url, headers, body });
  const init: RequestInit & { duplex: "half" } = { method, headers, body, duplex: "half" };
  return new Request(url, init);
}

/**
 * Streams a Response out. A body ready in one piece gets a Content-Length; a longer one goes out no
 * faster than the client reads.
 */
async function writeResponse(exchange: AdmittedExchange, answer: Response): Promise<void> {
  const { response, request } = exchange;
  const headers: string[] = [];
  for (const [name, value] of answer.headers) headers.push(name, value);
  const sized = answer.headers.has("content-length");

  const plain = plainBody(answer);
  if (plain || request.method === "HEAD" || answer.body === null) {
    const body = plain?.body ?? "";
    const told = sized || isBodiless(answer.status) || (request.method === "HEAD" && !body);
    if (!told) headers.push("Content-Length", String(Buffer.byteLength(body)));
    writeHead(exchange, answer.status, answer.statusText, headers);
    if (request.method === "HEAD" || body.length === 0) response.end();
    else response.end(body);
    if (!plain) await answer.body?.cancel();
    return;
  }

  const reader = answer.body.getReader();
  response.once("close", () => {
    if (!response.writableFinished) reader.cancel().catch(() => {});
  });

  let reading = reader.read();
  const first = await soon(reading);
  if (first && !first.done) reading = reader.read();
  const whole = first !== null && (first.done || (await soon(reading))?.done === true);
  if (response.destroyed) return;

  const ready = first?.value;
  if (whole && !sized) headers.push("Content-Length", String(ready?.byteLength ?? 0));
  writeHead(exchange, answer.status, answer.statusText, headers);
  if (whole) return ready ? endWith(response, ready) : void response.end();

  try {
    if (!ready) response.flushHeaders();
    else if (!writeChunk(response, ready)) await drained(response);
    for (let read = await reading; !read.done && !response.destroyed; read = await reader.read())
      if (!writeChunk(response, read.value)) await drained(response);
    response.end();
  } catch (error) {
    // The head is sent, so that only a cut connection tells the client that the rest is missing.
    exchange.house.log({ level: "error", event: "api-failed", requestId: exchange.requestId, error });
    exchange.connection.socket.destroy();
  }
}

/**
 * Returns what a read brought within a few turns of the microtask queue; null while it is still
 * under way. A body made of one piece is there and closed by then; a real stream is not waited for.
 */
async function soon(reading: Promise<ReadableStreamReadResult<Uint8Array>>) {
  let result: ReadableStreamReadResult<Uint8Array> | null = null;
  let failure: { error: unknown } | null = null as { error: unknown } | null;
  reading.then(
    (read) => {
      result = read;
    },
    (error: unknown) => {
      failure = { error };
    },
  );
  for (let turn = 0; turn < 6 && !result && !failure; turn++) await null;
  if (failure) throw failure.error;
  return result as ReadableStreamReadResult<Uint8Array> | null;
}

function isBodiless(status: number): boolean {
  return status === 204 || status === 304;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}
