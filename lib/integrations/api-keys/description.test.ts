import { expect, test } from "@playwright/test";
import { exampleBody } from "#lib/api/examples.ts";
import { api, endpoints } from "#lib/routes.ts";

const read = async () => {
  const answer = await api(new Request("https://mail.example/api/v1/openapi.json"), {
    ip: null,
    requestId: "r",
  });
  expect(answer.status).toBe(200);
  return answer.json();
};

test("the description is open, names each endpoint once, and resolves", async () => {
  const file = await read();
  expect(file.openapi).toBe("3.1.0");
  const operations = Object.values(
    file.paths as Record<string, Record<string, { operationId: string }>>,
  ).flatMap((path) => Object.values(path));
  expect(operations).toHaveLength(endpoints.length);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(endpoints.length);
  const text = JSON.stringify(file);
  const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(10);
  for (const name of new Set(names)) expect(Object.keys(file.components.schemas)).toContain(name);
  expect(text).not.toContain("$defs");
});

test("each example is admitted by the schema of its endpoint", () => {
  for (const endpoint of endpoints) {
    const body = exampleBody(endpoint);
    if (body)
      expect(endpoint.body?.safeParse(body).success, `${endpoint.method} ${endpoint.path}`).toBe(true);
  }
});
