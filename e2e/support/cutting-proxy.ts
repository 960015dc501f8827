import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A proxy between browser and product that cuts connections while it is told to: a form reaches the product, which answers, and
 * the answer never reaches the browser. A browser may send it again by itself, and that is cut, too.
 */
export async function cuttingProxy() {
  let cutting = false;
  let cuts = 0;
  const server = createServer((asked, answer) => {
    const { hostname, port, pathname, search } = new URL(asked.url ?? "");
    const { "proxy-connection": _, ...headers } = asked.headers;
    const path = pathname + search;
    const onward = request({ host: hostname, port, method: asked.method, path, headers }, (given) => {
      if (cutting && asked.method === "POST") {
        given.resume().on("end", () => {
          cuts += 1;
          asked.socket.destroy();
        });
        return;
      }
      answer.writeHead(given.statusCode ?? 502, given.rawHeaders);
      given.pipe(answer);
    });
    onward.on("error", () => asked.socket.destroy());
    asked.on("error", () => onward.destroy());
    answer.on("error", () => onward.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    /** What a browser context takes as its proxy; without the bypass it would reach this machine directly. */
    settings: { server: `http://127.0.0.1:${port}`, bypass: "<-loopback>" },
    cut(on: boolean) {
      cutting = on;
    },
    get cuts() {
      return cuts;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
