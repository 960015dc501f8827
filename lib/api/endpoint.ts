import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Context, Handler } from "hono";
import { Hono } from "hono";
import { z } from "zod";
import type { ApiKey } from "#lib/core/actor.ts";
import { recordRefusal } from "#lib/core/audit/refusals.ts";
import { AppError, invalid, notFound } from "#lib/core/errors.ts";
import type { Once } from "#lib/core/once/once.ts";
import { holdsScope } from "#lib/core/policies.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import type { KeyEnv } from "./context.ts";
import { problem, problemOf } from "./problem.ts";
import { readJson } from "./read-json.ts";
import { readQuery } from "./read-query.ts";
import { sentFile } from "./sent-file.ts";

type Asked<Q, B> = {
  actor: ApiKey;
  /** The ids of the path, all UUIDs. */
  ids: Record<string, string>;
  query: Q;
  body: B;
  /** The bytes of an endpoint that takes a file, as they come. */
  file: AsyncIterable<Uint8Array>;
  /** Bytes of that file as its sender announced them, or 0. */
  fileBytes: number;
  /** Makes a creating command run once for the request's Idempotency-Key. */
  call: { once?: Once };
  /** What was set on the request before, such as who holds the key. */
  set: Readonly<Record<string, unknown>>;
};

type Spec<Q extends z.ZodRawShape, B extends z.ZodType, A extends z.ZodType> = {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below /api/v1, such as "/contacts/{id}". */
  path: string;
  /** What a key must be allowed; null for any key. */
  scope: string | null;
  /** What it must be allowed besides. */
  alsoScope?: string;
  summary: string;
  description?: string;
  /** Completes "That … no longer exists." for an id that is none. */
  noun?: string;
  query?: Q;
  body?: B;
  /** True when a request may come without a body. */
  bodyOptional?: true;
  /** The media types of an endpoint whose body is a file. It is read as it comes, and never held whole. */
  file?: readonly string[];
  status?: 200 | 201 | 202 | 204;
  answer?: A;
  /** Names of fields where the command calls them otherwise. Others are the command's in snake case. */
  fields?: Record<string, string>;
  /** A field of the answer that is a secret. A repeated request gets null in its place, because answers are kept and secrets are not. */
  secret?: string;
  run: (
    asked: Asked<z.output<z.ZodObject<Q>>, z.output<B>>,
  ) => Promise<A extends z.ZodUndefined ? void : z.input<A>>;
};

/** One address of the API, as its handler and the OpenAPI description read it. */
export type Endpoint = Omit<Spec<z.ZodRawShape, z.ZodType, z.ZodType>, "run"> & {
  run: (asked: Asked<never, never>) => Promise<unknown>;
};

/** Declares an endpoint with the schemas of its query, body and answer. */
export const endpoint = <
  Q extends z.ZodRawShape = Record<never, never>,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType = z.ZodUndefined,
>(
  spec: Spec<Q, B, A>,
): Endpoint => spec as unknown as Endpoint;

/** Returns the routes of endpoints. A method that an address does not take gets 405 with those that it takes. */
export function routesOf(endpoints: readonly Endpoint[]): Hono<KeyEnv> {
  const routes = new Hono<KeyEnv>({ strict: false });
  const byPath = Map.groupBy(endpoints, ({ path }) => path);
  for (const [path, each] of byPath) {
    const address = path.replace(/\{(\w+)\}/g, ":$1");
    for (const one of each) routes.on(one.method, address, handlerOf(one));
    const allow = each.map(({ method }) => (method === "GET" ? "GET, HEAD" : method)).join(", ");
    routes.all(address, () => problem(405, `This address takes ${allow}.`, { headers: { allow } }));
  }
  return routes;
}

function handlerOf(one: Endpoint): Handler<KeyEnv> {
  const query = z.strictObject(one.query ?? {});
  return async (c) => {
    const { actor } = c.var;
    c.set("endpoint", one.path);
    const lacking = lackedScope(one, actor);
    if (lacking) return withoutScope(actor, lacking);
    try {
      const asked = {
        actor,
        ids: idsOf(c, one),
        query: readQuery(query, new URL(c.req.url).searchParams),
        body: await bodyOf(c, one),
        ...(one.file && fileOf(c, one.file)),
        call: c.var.once ? { once: c.var.once } : {},
        set: c.var,
      };
      const answer = await one.run(asked as unknown as Asked<never, never>);
      if (one.secret) c.set("repeated", JSON.stringify({ ...(answer as object), [one.secret]: null }));
      return answerOf(c, one, answer);
    } catch (error) {
      return problemOf(named(error, one.fields ?? {}), { requestId: c.env.requestId, path: one.path });
    }
  };
}

/**
 * Returns an endpoint as an assistant calls it, who tells ids, query and body as one object of `schema`. The same scope, checks and
 * names of fields. `ask` throws AppError.
 */
export function asTool(one: Endpoint) {
  const schema = toldSchema(one);
  return { schema, ask: (actor: ApiKey, told: unknown) => askEndpoint(one, schema, actor, told) };
}

async function askEndpoint(
  one: Endpoint,
  schema: z.ZodObject,
  actor: ApiKey,
  told: unknown,
): Promise<unknown> {
  const lacking = lackedScope(one, actor);
  if (lacking) {
    await recordMissing(actor, lacking);
    throw new AppError("forbidden", `This API key lacks the scope ${lacking}.`);
  }
  const given = parse(schema, told) as Record<string, unknown>;
  const part = (names: string[]) =>
    Object.fromEntries(names.filter((name) => name in given).map((name) => [name, given[name]]));
  const asked = {
    actor,
    ids: part(pathNames(one)),
    query: part(Object.keys(one.query ?? {})),
    body: part(bodyNames(one)),
    call: {},
    set: {},
  };
  try {
    return await one.run(asked as unknown as Asked<never, never>);
  } catch (error) {
    throw named(error, one.fields ?? {});
  }
}

/** The schema of everything an endpoint is told: ids of its path, query and body. */
const toldSchema = (one: Endpoint): z.ZodObject =>
  z.strictObject({
    ...Object.fromEntries(
      pathNames(one).map((name) => [name, z.uuid(`Send the id of a ${one.noun ?? "record"}.`)]),
    ),
    ...one.query,
    ...(one.body instanceof z.ZodObject ? (one.body.shape as z.ZodRawShape) : {}),
  });

/** Returns the names in the braces of an endpoint's path. */
export const pathNames = ({ path }: Endpoint) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
const bodyNames = ({ body }: Endpoint) => (body instanceof z.ZodObject ? Object.keys(body.shape) : []);

/** Returns a scope that an endpoint asks for and a key lacks. */
const lackedScope = ({ scope, alsoScope }: Endpoint, { scopes }: ApiKey) =>
  [scope, alsoScope].find((each) => each && !holdsScope(scopes, each));

const recordMissing = (actor: ApiKey, scope: string) =>
  recordRefusal(actor, "access.read", "refused", { detail: { because: `no scope ${scope}` } });

/** Refuses a key that lacks a scope, which is recorded like every refusal. */
async function withoutScope(actor: ApiKey, scope: string): Promise<Response> {
  await recordMissing(actor, scope);
  return problem(403, `This API key lacks the scope ${scope}.`, { code: "missing_scope" });
}

function idsOf(c: Context<KeyEnv>, { noun = "record" }: Endpoint): Record<string, string> {
  const ids = c.req.param() as Record<string, string>;
  for (const id of Object.values(ids)) if (!z.uuid().safeParse(id).success) throw notFound(noun);
  return Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, id.toLowerCase()]));
}

async function bodyOf(c: Context<KeyEnv>, { body, bodyOptional }: Endpoint): Promise<unknown> {
  if (!body) return undefined;
  const bytes = c.var.body ?? new Uint8Array();
  if (bytes.length === 0 && bodyOptional) return parse(body, {});
  const type = c.req.header("content-type") ?? "";
  if (!/^application\/(?:[\w.+-]{1,50}\+)?json *(?:;|$)/i.test(type))
    throw new AppError("unsupported", "Send JSON, with Content-Type: application/json.");
  return parse(body, readJson(bytes));
}

/** @throws AppError unsupported for another media type or encoding. */
function fileOf(c: Context<KeyEnv>, types: readonly string[]) {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!types.includes(type)) throw new AppError("unsupported", `Send ${types.join(" or ")} as Content-Type.`);
  const sent = sentFile(c);
  return { ...sent, file: c.var.hashed ? c.var.hashed(sent.file) : sent.file };
}

/** @throws AppError invalid with one message per field. */
function parse<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  // A map, because a name may be one that every object has.
  const fields = new Map<string, string>();
  const note = (path: PropertyKey[], message: string) => {
    const name = path.map(String).join(".") || "body";
    if (!fields.has(name)) fields.set(name, message);
  };
  for (const { path, message, ...issue } of parsed.error.issues)
    if (issue.code === "unrecognized_keys")
      for (const name of issue.keys.slice(0, 20)) note([...path, name], "There is no such field.");
    else note(path, message);
  throw invalid(Object.fromEntries(fields), "Some fields of the request are wrong.");
}

/** Shorter answers gain nothing. */
const leastPacked = 1400;
const pack = promisify(gzip);

async function answerOf(
  c: Context<KeyEnv>,
  { method, status = 200 }: Endpoint,
  answer: unknown,
): Promise<Response> {
  if (status === 204) return c.body(null, 204, { "cache-control": "no-store" });
  const text = JSON.stringify(answer);
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    // Answers are about people. A program that compares by the tag keeps its own copy, and no cache on the way does.
    "cache-control": "no-store",
  };
  if (method !== "GET") return c.body(text, status, headers);
  headers.etag = `"${sha256(text).toString("base64url").slice(0, 22)}"`;
  const known = c.req
    .header("if-none-match")
    ?.split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""));
  headers.vary = "Accept-Encoding";
  if (known?.includes(headers.etag)) return c.body(null, 304, headers);
  const packed = /\bgzip\b(?! *; *q=0(?:\.0*)?(?: *,|$))/i.test(c.req.header("accept-encoding") ?? "");
  if (!packed || text.length < leastPacked) return c.body(text, status, headers);
  // The same answer in other bytes has the same tag, weakly (RFC 9110, 8.8.1).
  headers.etag = `W/${headers.etag}`;
  headers["content-encoding"] = "gzip";
  return c.body(new Uint8Array(await pack(text)), status, headers);
}

/** Renames the fields of a command's refusal to those of the request. */
function named(error: unknown, names: Record<string, string>): unknown {
  if (!(error instanceof AppError) || Object.keys(error.fields).length === 0) return error;
  const fields = Object.fromEntries(
    Object.entries(error.fields).map(([path, message]) => {
      const [first = "", ...rest] = path.split(".");
      const name = Object.hasOwn(names, first) ? names[first] : snake(first);
      return [[name, ...rest].join("."), message];
    }),
  );
  const message = "Some fields of the request are wrong.";
  return new AppError(error.code, error.code === "invalid" ? message : error.message, {
    fields,
    cause: error,
  });
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
