import type { Endpoint } from "#lib/api/endpoint.ts";
import { openApiOf } from "#lib/api/open-api.ts";
import { methodName } from "./method-names.ts";
import { docSource, typeSource } from "./type-source.ts";

type Json = { [name: string]: unknown };
type Operation = {
  summary: string;
  description?: string;
  parameters: { name: string; in: string; required: boolean; schema: Json }[];
  requestBody?: { required: boolean; content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
};

/**
 * Returns the API's client as one TypeScript file without dependencies, made from the same description that programs read. It runs
 * wherever there is `fetch`.
 */
export function typescriptClient(endpoints: readonly Endpoint[], origin: string): string {
  const file = openApiOf(endpoints, origin) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Json> };
  };
  const types = Object.entries(file.components.schemas).map(
    ([name, schema]) => `${docSource(schema.description, "")}export type ${name} = ${typeSource(schema)};`,
  );
  const named: string[] = [];
  const methods = endpoints.map((endpoint) => {
    const operation = file.paths[endpoint.path]?.[endpoint.method.toLowerCase()];
    return operation ? methodSource(endpoint, operation, named) : "";
  });
  const every = [...types, pages, ...named].join("\n\n");
  return `${head(origin)}\n${every}\n${runtime(origin)}\n${methods.join("\n\n")}\n}\n`;
}

/** Returns the source of a method, and adds the types of what it takes and answers to `named`, under names made of the method's. */
function methodSource(endpoint: Endpoint, operation: Operation, named: string[]): string {
  const own = methodName(endpoint);
  const typed = (what: "Query" | "Body" | "Answer", schema: Json): string => {
    const source = pageOf(schema) ?? typeSource(schema);
    if (!source.includes("{")) return source;
    const name = `${own.charAt(0).toUpperCase()}${own.slice(1)}${what}`;
    named.push(`export type ${name} = ${source};`);
    return name;
  };
  const { method, path, status = 200 } = endpoint;
  const ids = operation.parameters.filter((each) => each.in === "path").map(({ name }) => name);
  const query = operation.parameters.filter((each) => each.in === "query");
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const answer = Object.values(operation.responses[status]?.content ?? {})[0]?.schema;
  const asked = (schemas: { name: string; required: boolean; schema: Json }[]) =>
    typed("Query", {
      type: "object",
      properties: Object.fromEntries(schemas.map(({ name, schema }) => [name, schema])),
      required: schemas.filter(({ required }) => required).map(({ name }) => name),
    });
  const parameters = [
    ...ids.map((name) => `${name}: string`),
    ...(query.length > 0
      ? [`query: ${asked(query)}${query.some(({ required }) => required) ? "" : " = {}"}`]
      : []),
    ...(body ? [`body: ${typed("Body", body)}${operation.requestBody?.required ? "" : " = {}"}`] : []),
    ...(endpoint.file
      ? [
          `type: ${endpoint.file.map((each) => JSON.stringify(each)).join(" | ")} = ${JSON.stringify(endpoint.file[0])}`,
        ]
      : []),
    "options: RequestOptions = {}",
  ];
  const sent = [
    JSON.stringify(method),
    ids.length === 0 ? JSON.stringify(path) : addressSource(path),
    `{ ${[query.length > 0 && "query", body && "body", endpoint.file && "type", "...options"].filter(Boolean).join(", ")} }`,
  ];
  const about = [
    `${operation.summary}.`,
    operation.description,
    endpoint.scope && `Needs ${[endpoint.scope, endpoint.alsoScope].filter(Boolean).join(" and ")}.`,
  ];
  return `${docSource(about.filter(Boolean).join(" "), "  ")}  ${own}(${parameters.join(", ")}): Promise<${answer ? typed("Answer", answer) : "void"}> {
    return this.send(${sent.join(", ")});
  }`;
}

/** What every list takes and answers. */
const pages = `export type PageQuery = {
  limit?: number;
  cursor?: string;
};

export type Page<T> = {
  data: Array<T>;
  next_cursor: string | null;
};`;

/** Returns a page, or the query of one, by those types; null for any other schema. */
function pageOf(schema: Json): string | null {
  const properties = (schema.properties ?? {}) as Record<string, Json>;
  const { limit, cursor, ...more } = properties;
  if (limit && cursor) {
    const rest = Object.keys(more).length > 0 && typeSource({ ...schema, properties: more });
    return rest ? `PageQuery & ${rest}` : "PageQuery";
  }
  const { data, next_cursor: next, ...others } = properties;
  return data && next && Object.keys(others).length === 0
    ? `Page<${typeSource((data.items ?? {}) as Json)}>`
    : null;
}

/** Returns the template of an address, such as `/contacts/${encodeURIComponent(id)}`. */
const addressSource = (path: string) =>
  `\`${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ["$", "{encodeURIComponent(", name, ")}"].join(""))}\``;

const head = (
  origin: string,
) => `// Client of the Mailneo API at ${origin}, version 1. Made from ${origin}/api/v1/openapi.json.
// It needs nothing but fetch. Keep the key on a server: whoever holds it acts for the workspace.
`;

// What the written file exports is no export of this one.
const exported = "export";

const runtime = (origin: string) => `
export type RequestOptions = {
  /** Makes a change that is sent again, with the same key, happen once within 24 hours. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};

type Sent = RequestOptions & { query?: Record<string, unknown>; body?: unknown; type?: string };

/** A refusal of the API. fields: what is wrong, by the name of the field. */
${exported} class MailneoError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string>;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? "The request failed with status " + status + ".");
    this.name = "MailneoError";
    this.status = status;
    this.code = (problem.type ?? "").replace("urn:mailneo:problem:", "");
    this.fields = problem.errors ?? {};
  }
}

${exported} class Mailneo {
  readonly #key: string;
  readonly #origin: string;
  readonly #fetch: typeof fetch;
  readonly #retries: number;

  /** retries: how often a request over the limit, or one that met a busy server, is sent again after the wait that it was told. */
  constructor({ key, origin = ${JSON.stringify(origin)}, fetch: send = fetch, retries = 2 }: {
    key: string;
    origin?: string;
    fetch?: typeof fetch;
    retries?: number;
  }) {
    this.#key = key;
    this.#origin = origin;
    this.#fetch = send;
    this.#retries = retries;
  }

  /** Goes through all pages of a list: for await (const contact of mailneo.all((page) => mailneo.listContacts(page))) */
  async *all<T>(list: (page: PageQuery) => Promise<Page<T>>): AsyncGenerator<T> {
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Page<T> = await list(cursor === "" ? {} : { cursor });
      yield* page.data;
      cursor = page.next_cursor;
    }
  }

  private async send<T>(method: string, path: string, sent: Sent): Promise<T> {
    const { query = {}, body, type, idempotencyKey, signal } = sent;
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
    const address = this.#origin + "/api/v1" + path + (search.size > 0 ? "?" + search : "");
    for (let tries = 0; ; tries += 1) {
      const response = await this.#fetch(address, {
        method,
        headers: {
          authorization: "Bearer " + this.#key,
          ...(body !== undefined && { "content-type": type ?? "application/json" }),
          ...(idempotencyKey && { "idempotency-key": idempotencyKey }),
        },
        ...(body !== undefined && { body: type ? (body as BodyInit) : JSON.stringify(body) }),
        ...(signal && { signal }),
      });
      if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
      const wait = Number(response.headers.get("retry-after"));
      const again = tries < this.#retries && wait > 0 && wait <= 60 && !(body instanceof ReadableStream);
      if (again && (response.status === 429 || response.status === 503)) {
        await new Promise((resolve) => setTimeout(resolve, wait * 1000));
        continue;
      }
      throw new MailneoError(response.status, await response.json().catch(() => ({})));
    }
  }
`;
