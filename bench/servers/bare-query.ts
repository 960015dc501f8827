// The limit of the API: node:http, one statement through a pool of ten, nothing checked. GET /<id> reads a contact by its key, GET /?200 a
// page of 200, POST inserts a row.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import postgres from "postgres";

const sql = postgres(process.env.BENCH_ADMIN_URL ?? "", { max: 10, onnotice: () => {} });

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.once("end", async () => {
    try {
      const text = JSON.stringify(await answer(request.method ?? "", request.url ?? "", pieces));
      response
        .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) })
        .end(text);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
});
server.listen(0, "127.0.0.1", () =>
  process.send?.({ ready: true, port: (server.address() as AddressInfo).port }),
);
process.on("disconnect", () => process.exit(0));

function answer(method: string, url: string, pieces: Buffer[]) {
  if (method === "POST") {
    const { email } = JSON.parse(Buffer.concat(pieces).toString()) as { email: string };
    return sql`insert into bench_bare (id, email, made_at) values (${randomUUID()}, ${email}, now()) returning id`;
  }
  if (url.startsWith("/?"))
    return sql`select id, email, first_name, last_name, country, created_at from contacts
      where workspace_id = ${url.slice(2)} order by id desc limit 200`;
  return sql`select id, email, first_name, last_name, country, created_at from contacts where id = ${url.slice(1)}`;
}
