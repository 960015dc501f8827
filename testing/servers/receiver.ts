import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = { headers: IncomingHttpHeaders; body: string };

/** What the receiver does with a delivery: answers a status, or nothing at all. */
type Behaviour = { status?: number; headers?: Record<string, string>; silent?: boolean };

/** Starts a receiver of webhooks on a free port. `behave` may change while it runs. */
export async function startReceiver(behave: (received: Received) => Behaviour = () => ({ status: 204 })) {
  const received: Received[] = [];
  let behaviour = behave;
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      const each = { headers: request.headers, body };
      received.push(each);
      const { status = 204, headers = {}, silent } = behaviour(each);
      if (silent) return;
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    behaves: (next: typeof behave) => {
      behaviour = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
