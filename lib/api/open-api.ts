import type { z } from "zod";
import { type Endpoint, pathNames } from "./endpoint.ts";
import { jsonSchema } from "./json-schema.ts";

type Json = { [name: string]: unknown };

const problemSchema = {
  type: "object",
  description: "RFC 9457",
  required: ["type", "title", "status", "detail"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "A sentence for the reader" },
    errors: { type: "object", additionalProperties: { type: "string" }, description: "Messages by field" },
  },
};

const limitHeader = (description: string) => ({ description, schema: { type: "integer" } });
const headers = {
  "RateLimit-Limit": limitHeader("The most requests at once"),
  "RateLimit-Remaining": limitHeader("Requests that are left"),
  "RateLimit-Reset": limitHeader("Seconds until more are left"),
};

const refusals: Record<number, string> = {
  400: "A field is wrong; `errors` says which",
  401: "No key that works",
  403: "The key lacks the scope, or may not be used from this address",
  404: "Nothing with this id in your workspace",
  409: "The state of the record does not allow it",
  413: "The file is larger than the room that the plan has for it",
  415: "The body is not application/json",
  422: "The Idempotency-Key was sent with another request",
  429: "Too many requests; Retry-After says how many seconds to wait",
};

/** Returns the OpenAPI 3.1 description of endpoints, from the same schemas that read their requests. */
export function openApiOf(endpoints: readonly Endpoint[], origin: string): Json {
  const schemas: Json = { Problem: problemSchema };
  const described = (schema: z.ZodType, io: "input" | "output") => jsonSchema(schema, io, schemas);
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] ??= {};
    (paths[endpoint.path] as Json)[endpoint.method.toLowerCase()] = operationOf(endpoint, described);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Mailneo API",
      version: "1",
      description: "Reads and changes a workspace with the same rules, records and walls as its screens.",
    },
    servers: [{ url: `${origin}/api/v1` }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key: mn_live_… or mn_test_…" },
      },
      schemas,
    },
  };
}

type Describe = (schema: z.ZodType, io: "input" | "output") => Json;

function operationOf(endpoint: Endpoint, described: Describe): Json {
  const {
    method,
    path,
    scope,
    alsoScope,
    summary,
    description,
    query = {},
    body,
    bodyOptional,
    file,
    status = 200,
    answer,
  } = endpoint;
  const changes = method !== "GET";
  const errors = [
    400,
    401,
    403,
    429,
    ...(path.includes("{id}") || file ? [404] : []),
    ...(changes ? [409, 422] : []),
  ];
  if (body || file) errors.push(415);
  if (file) errors.push(413);
  const of = (schema: Json) => ({ content: { "application/json": { schema } } });
  return {
    operationId: operationId(endpoint),
    summary,
    ...(description && { description }),
    tags: [path.split("/")[1]],
    ...(scope && { "x-scope": scope }),
    ...(alsoScope && { "x-also-scope": alsoScope }),
    parameters: [
      ...pathNames(endpoint).map((name) => ({
        name,
        in: "path",
        required: true,
        schema: { type: "string", format: "uuid" },
      })),
      ...Object.entries(query).map(([name, schema]) => ({
        name,
        in: "query",
        required: !(schema as z.ZodType).safeParse(undefined).success,
        schema: described(schema as z.ZodType, "input"),
      })),
      ...(changes
        ? [
            {
              name: "Idempotency-Key",
              in: "header",
              required: false,
              description: "The same key and request within 24 hours get the first answer again.",
              schema: { type: "string", minLength: 1, maxLength: 255 },
            },
          ]
        : []),
    ],
    ...(file && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          file.map((type) => [type, { schema: { type: "string", format: "binary" } }]),
        ),
      },
    }),
    ...(body && { requestBody: { required: !bodyOptional, ...of(described(body, "input")) } }),
    responses: {
      [status]: { description: summary, headers, ...(answer && of(described(answer, "output"))) },
      ...Object.fromEntries(
        errors.toSorted().map((code) => [
          code,
          {
            description: refusals[code],
            headers,
            content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
          },
        ]),
      ),
    },
  };
}

/** Returns a name for clients, such as "post_newsletters_id_subscriptions". */
export const operationId = ({ method, path }: Endpoint) =>
  [method.toLowerCase(), ...path.split("/").filter(Boolean)]
    .join("_")
    .replaceAll(/[{}]/g, "")
    .replaceAll("-", "_");
