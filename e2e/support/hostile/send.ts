import { connect } from "node:net";
import { origin } from "../wire.ts";

export type Hostile = {
  /** Which request it is, in a failure's words. */
  name: string;
  method?: string;
  path: string;
  headers?: Record<string, string>;
  /** Made when it is sent: a thousand bodies of a megabyte do not lie around. */
  body?: () => string | Buffer;
  /** "whole": what is announced is sent. "cut": the sender leaves before the end that was announced. */
  delivery?: "whole" | "chunked" | { cutAt: number } | { chunkedCutAt: number };
};

export type Told = {
  /** Null where the connection was closed without a word. */
  status: number | null;
  text: string;
  /** Moments of the first byte sent and the last one received, comparable between threads. */
  began: number;
  ended: number;
  hung: boolean;
};

export const patience = 10_000;

/** Milliseconds on a clock that all threads share. */
export const now = () => performance.timeOrigin + performance.now();

/** Sends exactly these bytes over a connection of their own, from an address of 127.0.0.0/8. Never rejects. */
export function send(hostile: Hostile, from: string): Promise<Told> {
  const at = new URL(origin());
  const began = now();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: "127.0.0.1", port: Number(at.port), localAddress: from });
    const done = (hung: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(chunks).toString();
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? Number.NaN) || null;
      resolve({ status, text, began, ended: now(), hung });
    };
    const timer = setTimeout(done, patience, true);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    // A server that has refused may close while the rest is still being sent; what it said has arrived then.
    socket.on("error", () => {}).on("close", () => done(false));
    const { bytes, leaves } = wireOf(hostile, at.host);
    if (leaves) socket.end(bytes);
    else socket.write(bytes);
  });
}

function wireOf({ method = "POST", path, headers = {}, body, delivery = "whole" }: Hostile, host: string) {
  const content = Buffer.from(body?.() ?? "");
  const cut = typeof delivery === "object";
  const chunked = delivery === "chunked" || (cut && "chunkedCutAt" in delivery);
  const length = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${content.length}`;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: close",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body ? [length] : []),
  ];
  const sent = cut
    ? content.subarray(0, "cutAt" in delivery ? delivery.cutAt : delivery.chunkedCutAt)
    : content;
  const parts = [Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1")];
  if (!chunked) parts.push(sent);
  else {
    if (sent.length > 0)
      parts.push(Buffer.from(`${sent.length.toString(16)}\r\n`), sent, Buffer.from("\r\n"));
    if (!cut) parts.push(Buffer.from("0\r\n\r\n"));
  }
  return { bytes: Buffer.concat(parts), leaves: cut };
}
