// The limit of one-click: node:http, one UPDATE by primary key through a pool of ten, nothing checked, nothing recorded.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import postgres from "postgres";

const sql = postgres(process.env.DATABASE_URL ?? "", { max: 10, onnotice: () => {} });

const server = createServer((request, response) => {
  request.resume();
  request.once("end", async () => {
    try {
      await sql`update bench_bare set left_at = now() where id = ${request.url?.slice(1) ?? ""}`;
      response.writeHead(200, { "content-length": "0" }).end();
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
});
server.listen(0, "127.0.0.1", () =>
  process.send?.({ ready: true, port: (server.address() as AddressInfo).port }),
);
process.on("disconnect", () => process.exit(0));
