import type { MiddlewareHandler } from "hono";
import type { KeyEnv } from "./context.ts";
import type { Endpoint } from "./endpoint.ts";
import { problem } from "./problem.ts";
import { readAtMost } from "./read-at-most.ts";

/** The edge admits as much. What runs without it has the same limit here. */
const mostBytes = 10 * 1024 * 1024;

/**
 * Returns what reads the body of a changing request once, for its endpoint and for the comparison of repeated ones. An endpoint that
 * takes a file reads it itself.
 */
export const withBody = (endpoints: readonly Endpoint[]): MiddlewareHandler<KeyEnv> => {
  const files = endpoints.filter(({ file }) => file).map(({ method, path }) => `${method} /api/v1${path}`);
  return async (c, next) => {
    if (["GET", "HEAD"].includes(c.req.method)) return next();
    if (files.includes(`${c.req.method} ${c.req.path.replace(/\/$/, "")}`)) return next();
    return read(c, next);
  };
};

const read: MiddlewareHandler<KeyEnv> = async (c, next) => {
  const declared = Number(c.req.header("content-length") ?? 0);
  const body = declared > mostBytes ? null : await bodyOf(c.req.raw);
  if (!body) return problem(413, "The body is larger than 10 MB.", { code: "too_large" });
  c.set("body", body);
  await next();
};

/** A body of announced length comes in one buffer, which is cheaper than its stream. */
async function bodyOf(request: Request): Promise<Uint8Array | null> {
  if (!request.headers.has("content-length")) return readAtMost(request, mostBytes);
  const whole = new Uint8Array(await request.arrayBuffer());
  return whole.length > mostBytes ? null : whole;
}
