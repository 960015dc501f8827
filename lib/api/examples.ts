import type { Endpoint } from "./endpoint.ts";
import { jsonSchema } from "./json-schema.ts";

type Json = { [name: string]: unknown };

/** One request to an endpoint, written in three languages. */
type Examples = { curl: string; TypeScript: string; Python: string };

const someId = "01929b3c-7f4e-7b21-a54c-0d7c1c5f8a10";

/** Returns an example of a request that the endpoint's own schema admits. */
export function examplesOf(endpoint: Endpoint, origin: string): Examples {
  const { method, path } = endpoint;
  const url = `${origin}/api/v1${path.replaceAll(/\{\w+\}/g, someId)}${queryOf(path, method)}`;
  const body = exampleBody(endpoint);
  if (endpoint.file) return fileExamples(url, endpoint.file[0] ?? "text/csv");
  return {
    curl: [
      `curl ${method === "GET" ? "" : `-X ${method} `}${url}`,
      '  -H "Authorization: Bearer $MAILNEO_KEY"',
      ...(body
        ? ['  -H "Content-Type: application/json"', `  -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`]
        : []),
    ].join(" \\\n"),
    TypeScript: [
      `const response = await fetch("${url}", {`,
      ...(method === "GET" ? [] : [`  method: "${method}",`]),
      `  headers: {`,
      '    Authorization: "Bearer " + process.env.MAILNEO_KEY,',
      ...(body ? ['    "Content-Type": "application/json",'] : []),
      "  },",
      ...(body ? [`  body: JSON.stringify(${indented(body, 2)}),`] : []),
      "});",
      "if (!response.ok) throw new Error((await response.json()).detail);",
      ...(endpoint.status === 204 ? [] : ["const answer = await response.json();"]),
    ].join("\n"),
    Python: [
      "import os, requests",
      "",
      `response = requests.${method.toLowerCase()}(`,
      `    "${url}",`,
      `    headers={"Authorization": f"Bearer {os.environ['MAILNEO_KEY']}"},`,
      ...(body ? [`    json=${python(body)},`] : []),
      ")",
      "response.raise_for_status()",
      ...(endpoint.status === 204 ? [] : ["answer = response.json()"]),
    ].join("\n"),
  };
}

const queryOf = (path: string, method: string) => {
  if (method === "DELETE" && path.endsWith("/subscriptions")) return `?contact_id=${someId}`;
  if (method === "POST" && path === "/imports")
    return `?newsletter_id=${someId}&basis=express&source=Ticked+the+box+at+the+checkout`;
  return "";
};

/** A file is sent as it is, and read from the disk while it is sent. */
const fileExamples = (url: string, type: string): Examples => ({
  curl: [
    `curl -X POST "${url}"`,
    '  -H "Authorization: Bearer $MAILNEO_KEY"',
    `  -H "Content-Type: ${type}"`,
    "  --data-binary @contacts.csv",
  ].join(" \\\n"),
  TypeScript: [
    'import { openAsBlob } from "node:fs";',
    "",
    `const response = await fetch("${url}", {`,
    '  method: "POST",',
    "  headers: {",
    '    Authorization: "Bearer " + process.env.MAILNEO_KEY,',
    `    "Content-Type": "${type}",`,
    "  },",
    '  body: await openAsBlob("contacts.csv"),',
    "});",
    "if (!response.ok) throw new Error((await response.json()).detail);",
    "const answer = await response.json();",
  ].join("\n"),
  Python: [
    "import os, requests",
    "",
    'with open("contacts.csv", "rb") as file:',
    "    response = requests.post(",
    `        "${url}",`,
    `        headers={"Authorization": f"Bearer {os.environ['MAILNEO_KEY']}", "Content-Type": "${type}"},`,
    "        data=file,",
    "    )",
    "response.raise_for_status()",
    "answer = response.json()",
  ].join("\n"),
});

/** Returns a body with the required fields and those that have an example; null for an endpoint without one. */
export function exampleBody({ body, bodyOptional, method, path }: Endpoint): Json | null {
  if (!body || bodyOptional) return null;
  const { properties = {}, required = [] } = jsonSchema(body, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  const names = Object.keys(properties).filter(
    (name) => required.includes(name) || wanted[`${method} ${path}`]?.includes(name),
  );
  return Object.fromEntries(names.map((name) => [name, values[name] ?? "text"]));
}

const wanted: Record<string, string[]> = {
  "POST /contacts": ["first_name", "newsletter_id", "basis", "source"],
  "PATCH /contacts/{id}": ["last_name", "tags"],
  "PATCH /newsletters/{id}": ["name"],
  "POST /newsletters/{id}/subscriptions": ["contact_id"],
  "PATCH /webhooks/{id}": ["paused"],
  "POST /campaigns": ["subject", "body", "newsletter_id"],
};

const values: Record<string, unknown> = {
  email: "ada@example.com",
  first_name: "Ada",
  last_name: "Lovelace",
  tags: ["press"],
  name: "The Harbour Letter",
  subject: "News from the harbour",
  body: "# Hello\n\nNew books and old machines.",
  newsletter_id: someId,
  contact_id: someId,
  basis: "express",
  url: "https://example.com/hooks/mailneo",
  events: ["contact.unsubscribed", "contact.erased"],
  paused: true,
  source: "Ticked the box at the checkout of shop.example.",
};

const indented = (value: unknown, by: number) =>
  JSON.stringify(value, null, 2).replaceAll("\n", `\n${" ".repeat(by)}`);

/** JSON with Python's words; the examples hold no text that looks like them. */
const python = (value: unknown) =>
  indented(value, 4)
    .replaceAll(": true", ": True")
    .replaceAll(": false", ": False")
    .replaceAll(": null", ": None");
