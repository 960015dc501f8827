import type { MiddlewareHandler } from "hono";
import type { KeyEnv } from "#lib/api/context.ts";
import { problem } from "#lib/api/problem.ts";
import { single } from "#lib/core/database/single.ts";
import { sha256 } from "#lib/crypto/hash.ts";

type Begun = { state: "new" | "running" | "other" | "done"; status: number | null; answer: string | null };

/**
 * Answers a changing request with an Idempotency-Key once. The same request within a day gets the first one's answer, and
 * another request with the key is refused. What failed is forgotten, so that it may be tried again.
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
  // A file is not read here, so that its announced length stands for it.
  const body = c.var.body ?? Buffer.from(c.req.header("content-length") ?? "");
  const said = sha256(Buffer.concat([Buffer.from(`${c.req.method} ${pathname}${search}\n`), body]));
  const [begun] =
    await single<Begun>`select * from begin_idempotent_request(${workspaceId}, ${keyId}, ${key}, ${said})`;
  if (begun?.state === "other")
    return problem(422, "This Idempotency-Key was sent with another request.", {
      code: "idempotency_key_reused",
    });
  if (begun?.state === "running")
    return problem(409, "The same request is being worked on. Ask again in a moment.", {
      code: "in_progress",
      retryAfter: 1,
    });
  if (begun?.state === "done") return replay(begun);

  c.set("once", { key: sha256(`${keyId} ${key}`).toString("hex").slice(0, 32), said });
  await next();
  const done = c.res.ok;
  const answer = done ? (c.var.repeated ?? (await c.res.clone().text())) : null;
  await single`select end_idempotent_request(${workspaceId}, ${keyId}, ${key}, ${done ? c.res.status : null}, ${answer})`;
};

function replay({ status, answer }: Begun): Response {
  const headers = { "cache-control": "no-store", "idempotent-replayed": "true" };
  if (!answer) return new Response(null, { status: status ?? 204, headers });
  return new Response(answer, {
    status: status ?? 200,
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
  });
}
