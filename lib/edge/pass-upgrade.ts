import type { IncomingMessage } from "node:http";
import { request as send } from "node:http";
import type { Socket } from "node:net";
import type { AdmittedExchange } from "./exchange.ts";
import { type Upstream, upstreamHeaders } from "./pass-on.ts";
import { rawRefusal } from "./refusal.ts";

/** Connects a WebSocket (Next's hot reload) to the web process byte for byte, in development only. */
export function passUpgrade(exchange: AdmittedExchange, upstream: Upstream, head: Buffer): void {
  const { request, connection, house, requestId } = exchange;
  const client = connection.socket;
  const headers = upstreamHeaders(exchange, upstream);
  headers[headers.indexOf("Connection") + 1] = "Upgrade";
  headers.push("Upgrade", request.headers.upgrade ?? "websocket");

  let failed = false;
  const fail = (error?: unknown) => {
    if (failed) return;
    failed = true;
    if (error) house.log({ level: "warn", event: "upgrade-failed", requestId, error });
    client.end(
      rawRefusal({ status: 502, detail: "The WebSocket was not taken." }, { requestId, https: house.https }),
    );
  };
  const outgoing = send({
    host: upstream.host,
    port: upstream.port,
    path: exchange.admitted.href,
    headers: headers as never,
    setHost: false,
  });
  client.setTimeout(0);
  client.on("error", () => outgoing.destroy()).once("close", () => outgoing.destroy());
  outgoing.on("error", fail);
  outgoing.once("response", (incoming) => {
    incoming.resume();
    fail();
  });
  outgoing.once("upgrade", (incoming: IncomingMessage, server: Socket, serverHead: Buffer) => {
    let reply = "HTTP/1.1 101 Switching Protocols\r\n";
    const raw = incoming.rawHeaders;
    for (let i = 0; i < raw.length; i += 2) reply += `${raw[i]}: ${raw[i + 1]}\r\n`;
    client.write(`${reply}\r\n`);
    client.write(serverHead);
    server.write(head);
    server.on("error", () => client.destroy()).once("close", () => client.destroy());
    client.once("close", () => server.destroy());
    server.pipe(client).pipe(server);
  });
  outgoing.end();
}
