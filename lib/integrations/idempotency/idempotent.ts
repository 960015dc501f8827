import { createHash } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import type { KeyEnv } from "#lib/api/context.ts";
import { problem, problemOf } from "#lib/api/problem.ts";
import { sentFile } from "#lib/api/sent-file.ts";
import { single } from "#lib/core/database/single.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { whileRunning } from "./while-running.ts";

type Begun = {
  state: "new" | "running" | "other" | "done";
  status: number | null;
  answer: string | null;
  run: string;
  file_said: Buffer | null;
};

/**
 * Answers a changing request with an Idempotency-Key once. The same request within a day gets the first one's answer, and
 * another request with the key is refused: another method, address, body or file. No header counts. What failed is forgotten, so that
 * it may be tried again.
 */
export const idempotent: MiddlewareHandler<KeyEnv> = async (c, next) => {
  const key = c.req.header("idempotency-key");
  if (key === undefined || ["GET", "HEAD"].includes(c.req.method)) return next();
  if (!/^[\x20-\x7e]{1,255}$/.test(key))
    return problem(400, "An Idempotency-Key has 1 to 255 printable ASCII characters.", {
      code: "invalid",
      errors: { "Idempotency-Key": "Send 1 to 255 printable ASCII characters." },
    });
  const { workspaceId, keyId } = c.var.actor;
  const { pathname, search } = new URL(c.req.url);
  // A file is hashed while its endpoint reads it.
  const body = c.var.body ?? Buffer.alloc(0);
  const said = sha256(Buffer.concat([Buffer.from(`${c.req.method} ${pathname}${search}\n`), body]));
  const [begun] =
    await single<Begun>`select * from begin_idempotent_request(${workspaceId}, ${keyId}, ${key}, ${said})`;
  if (begun?.state === "running")
    return problem(409, "The same request is being worked on. Ask again in a moment.", {
      code: "in_progress",
      retryAfter: 1,
    });
  if (begun?.state === "done") return replayed(c, begun);
  if (begun?.state !== "new") return other();

  const file = createHash("sha256");
  if (!c.var.body) c.set("hashed", (bytes) => hashing(bytes, file));
  c.set("once", { key: sha256(`${keyId} ${key}`).toString("hex").slice(0, 32), said });
  const run = { workspace_id: workspaceId, key_id: keyId, key, run: begun.run };
  await whileRunning(run, () => next());
  const done = c.res.ok;
  const answer = done ? (c.var.repeated ?? (await c.res.clone().text())) : null;
  await single`select end_idempotent_request(${workspaceId}, ${keyId}, ${key}, ${begun.run}, ${done ? c.res.status : null}, ${answer},
    ${c.var.body ? null : file.digest()})`;
};

const other = () =>
  problem(422, "This Idempotency-Key was sent with another request.", { code: "idempotency_key_reused" });

async function* hashing(bytes: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const some of bytes) {
    hash.update(some);
    yield some;
  }
}

/** Returns the first answer, after a file was read and is the same. */
async function replayed(c: Context<KeyEnv>, begun: Begun): Promise<Response> {
  if (!c.var.body && begun.file_said) {
    const hash = createHash("sha256");
    try {
      for await (const some of sentFile(c).file) hash.update(some);
    } catch (error) {
      return problemOf(error, { requestId: c.env.requestId });
    }
    if (!hash.digest().equals(begun.file_said)) return other();
  }
  return replay(begun);
}

function replay({ status, answer }: Begun): Response {
  const headers = { "cache-control": "no-store", "idempotent-replayed": "true" };
  if (!answer) return new Response(null, { status: status ?? 204, headers });
  return new Response(answer, {
    status: status ?? 200,
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
  });
}
