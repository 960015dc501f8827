// The limit of subscribe: node:http, one INSERT through a pool of ten, nothing checked, nothing recorded.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import postgres from "postgres";

const sql = postgres(process.env.DATABASE_URL ?? "", { max: 10, onnotice: () => {} });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.once("end", async () => {
    try {
      const email = new URLSearchParams(Buffer.concat(chunks).toString()).get("email");
      await sql`insert into bench_signups (id, email) values (${randomUUID()}, ${email})`;
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
