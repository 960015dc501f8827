import type { z } from "zod";
import type { Endpoint } from "#lib/api/endpoint.ts";
import { exampleBody } from "#lib/api/examples.ts";

/**
 * Returns the API as a Postman collection (v2.1), which Bruno, Insomnia and Hoppscotch import too. The key is a variable, so that no
 * secret stands in the file.
 */
export function postmanCollection(endpoints: readonly Endpoint[], origin: string) {
  const groups = Map.groupBy(endpoints, ({ path }) => path.split("/")[1] ?? "");
  return {
    info: {
      name: "Mailneo API",
      description: `Requests to ${origin}/api/v1. Set the variable “key” to an API key of your workspace.`,
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    auth: { type: "bearer", bearer: [{ key: "token", value: "{{key}}", type: "string" }] },
    variable: [
      { key: "origin", value: origin },
      { key: "key", value: "" },
    ],
    item: [...groups].map(([name, each]) => ({ name, item: each.map(requestOf) })),
  };
}

function requestOf(endpoint: Endpoint) {
  const { method, path, summary, description, query = {}, file } = endpoint;
  const parts = path.split("/").filter(Boolean);
  const body = exampleBody(endpoint);
  const parameters = Object.entries(query as Record<string, z.ZodType>).map(([key, schema]) => ({
    key,
    value: "",
    description: schema.meta()?.description ?? "",
    disabled: schema.safeParse(undefined).success,
  }));
  const raw = `{{origin}}/api/v1${path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
  return {
    name: summary,
    request: {
      method,
      description: description ?? summary,
      header: [
        ...(body ? [{ key: "Content-Type", value: "application/json" }] : []),
        ...(file ? [{ key: "Content-Type", value: file[0] }] : []),
        ...(method === "GET" ? [] : [{ key: "Idempotency-Key", value: "{{$guid}}", disabled: true }]),
      ],
      url: {
        raw,
        host: ["{{origin}}"],
        path: ["api", "v1", ...parts.map((part) => part.replace(/^\{(\w+)\}$/, ":$1"))],
        variable: parts
          .filter((part) => part.startsWith("{"))
          .map((part) => ({ key: part.slice(1, -1), value: "" })),
        query: parameters,
      },
      ...(body && { body: { mode: "raw", raw: JSON.stringify(body, null, 2) } }),
      ...(file && { body: { mode: "file" } }),
    },
  };
}
