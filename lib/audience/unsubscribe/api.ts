import { Hono } from "hono";
import { type ApiContext, type ApiEnv, originOf } from "#lib/api/context.ts";
import { problem } from "#lib/api/problem.ts";
import { readAtMost } from "#lib/api/read-at-most.ts";
import { subscriberOf } from "./subscriber.ts";
import { unsubscribe } from "./unsubscribe.ts";

const bodyLimit = 16 * 1024;

/**
 * Serves the mail client's one-click button (RFC 8058 §3.2). The token alone identifies recipient
 * and newsletter; cookies, origin and credentials are ignored. Responds without redirect or cookie,
 * and to the hundredth POST as to the first.
 */
export const unsubscribeRoutes = new Hono<ApiEnv>()
  .post("/:token", async (c) => {
    const said = await oneClickPair(c);
    if (said === "too-large") return problem(413, "The body is too large.");
    if (!said) return toPage(c);
    // A test message has a link that names no reader: its button works, and changes nothing.
    if (c.req.param("token") === "test") return done();
    const subscriber = await subscriberOf(c.req.param("token"), originOf(c));
    if (!subscriber) return gone();
    await unsubscribe(subscriber, { scope: "newsletter", source: "one_click" });
    return done();
  })
  .get("/:token", (c) => toPage(c))
  .all("/:token", () => problem(405, "This address takes POST.", { headers: { allow: "GET, HEAD, POST" } }));

// Any body but the RFC's pair comes from a browser, so the page asks before it changes anything.
const toPage = (c: ApiContext) =>
  c.redirect(`/unsubscribe/${encodeURIComponent(c.req.param("token") ?? "")}`, 303);

const done = () => new Response(null, { status: 200, headers: { "cache-control": "no-store" } });

const gone = () =>
  problem(404, "This link does not work. It may be cut off: open it from the message itself.");

async function oneClickPair(c: ApiContext): Promise<boolean | "too-large"> {
  const length = c.req.header("content-length");
  if (Number(length ?? 0) > bodyLimit) return "too-large";
  // The edge vouches for a declared length, and one read of the whole body costs a fraction of many.
  const body = length
    ? new Uint8Array(await c.req.raw.arrayBuffer())
    : await readAtMost(c.req.raw, bodyLimit);
  if (!body || body.length > bodyLimit) return "too-large";
  const type = c.req.header("content-type") ?? "application/x-www-form-urlencoded";
  if (/^application\/x-www-form-urlencoded *(;|$)/i.test(type)) {
    return isOneClick(new URLSearchParams(Buffer.from(body).toString()).get("List-Unsubscribe"));
  }
  try {
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    return isOneClick(form.get("List-Unsubscribe"));
  } catch {
    return hasPart(Buffer.from(body).toString("latin1"));
  }
}

/** Returns whether a multipart body whose boundary was not declared holds the pair: the field's head, a blank line, the value. */
function hasPart(body: string): boolean {
  const lines = body.split("\n").map((line) => line.trim());
  let next: "head" | "blank" | "value" | "end" = "head";
  for (const line of lines) {
    if (next === "end" && line.startsWith("--")) return true;
    if (next !== "head" && line === "") next = next === "blank" ? "value" : next;
    else if (next === "value" && line === "One-Click") next = "end";
    else if (next === "blank" && /^[\w-]+:/.test(line))
      continue; // another head of the same part
    else next = /\bname="?List-Unsubscribe"?$/.test(line) ? "blank" : "head";
  }
  return false;
}

// Some providers end the body with a line break, which then belongs to the value.
const isOneClick = (value: unknown) => typeof value === "string" && value.trim() === "One-Click";
