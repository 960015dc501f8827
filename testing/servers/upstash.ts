import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import type { Redis } from "ioredis";

/**
 * Serves Upstash's HTTP protocol over a real Redis: a command as a JSON array, answered as `{"result"}` or `{"error"}`. Like Upstash it
 * knows the flag in the first line of the library's scripts, which Redis does not.
 */
export async function startUpstash(redis: Redis, token: string) {
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${token}`) return answer(401, { error: "Unauthorized" });
    const [name = "", first = "", ...rest] = ((await json(request)) as unknown[]).map(String);
    try {
      if (name.toLowerCase() !== "eval") throw new Error(`ERR unknown command '${name}'`);
      if (!first.startsWith("#!lua flags=allow-key-locking\n"))
        throw new Error("ERR The script has no flags.");
      answer(200, { result: await redis.call("eval", first.replace(/^#![^\n]*\n/, ""), ...rest) });
    } catch (error) {
      answer(400, { error: (error as Error).message });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, stop: () => new Promise((resolve) => server.close(resolve)) };
}
