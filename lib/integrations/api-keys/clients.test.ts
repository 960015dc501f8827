import { expect, test } from "@playwright/test";
import { methodName } from "#lib/api/clients/method-names.ts";
import { typescriptClient } from "#lib/api/clients/typescript.ts";
import { api, endpoints } from "#lib/routes.ts";
import { makeProgram } from "#testing/api.ts";
import { makeContacts, uniqueEmail } from "#testing/factories.ts";
import { Mailneo, MailneoError } from "../../../docs/api/mailneo.ts";

const origin = "https://mail.example";
const ask = (request: Request) => api(request, { ip: "192.0.2.7", requestId: crypto.randomUUID() });

function clientOf(key: string, before: (request: Request) => Response | null = () => null, retries = 2) {
  const through = async (address: string | URL | Request, init?: RequestInit) => {
    const request = new Request(address, init);
    return before(request) ?? ask(request);
  };
  return new Mailneo({ key, fetch: through as typeof fetch, retries });
}

test("the client's file is made from the endpoints as they are", () => {
  expect(typescriptClient(endpoints, origin)).toMatchSnapshot(["api", "mailneo.ts"]);
});

test("the client names each type that a method takes or answers", () => {
  const source = typescriptClient(endpoints, origin);
  const heads = endpoints
    .map(methodName)
    .map((name) => source.match(new RegExp(`^  ${name}\\(.*$`, "m"))?.[0]);
  for (const head of heads) expect(head).toMatch(/^[^{]*(?:= \{\}[^{]*)*\): Promise<[^{]*> \{$/);
  const written = [...source.matchAll(/^export type \w+ = ([^;]*\{[\s\S]*?^\}[^;]*);/gm)].map(
    ([, type]) => type,
  );
  expect(written.length).toBeGreaterThan(30);
  expect(written.filter((type, at) => written.indexOf(type) !== at)).toEqual([]);
});

test("each endpoint has a method of its own in the client", () => {
  const names = endpoints.map(methodName);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name in Mailneo.prototype, name).toBe(true);
});

test("the client reads, changes, lists all pages and removes", async () => {
  const { key, workspaceId } = await makeProgram();
  const mailneo = clientOf(key);
  expect((await mailneo.getMe()).workspace.id).toBe(workspaceId);
  const made = await mailneo.createContact({ email: uniqueEmail("ada"), first_name: "Ada" });
  expect((await mailneo.updateContact(made.id, { last_name: "Lovelace" })).last_name).toBe("Lovelace");
  await makeContacts(workspaceId, 4);
  const found = [];
  for await (const contact of mailneo.all((page) => mailneo.listContacts({ limit: 2, ...page })))
    found.push(contact.id);
  expect(found).toHaveLength(5);
  expect(await mailneo.deleteContact(made.id)).toBeUndefined();
  const newsletter = await mailneo.createNewsletter({ name: "The Harbour Letter" });
  const sent = await mailneo.createImport(
    { newsletter_id: newsletter.id, basis: "express", source: "Paper forms from the fair in Turin." },
    "Email\nada@example.com\n",
  );
  expect((await mailneo.getImport(sent.id)).state).toBe("waiting");
});

test("the client repeats safely and tells what is wrong by field", async () => {
  const { key } = await makeProgram();
  const mailneo = clientOf(key);
  const options = { idempotencyKey: "june" };
  const first = await mailneo.createNewsletter({ name: "A" }, options);
  expect((await mailneo.createNewsletter({ name: "A" }, options)).id).toBe(first.id);
  const refused = await mailneo.createNewsletter({ name: "" }).catch((error: MailneoError) => error);
  expect(refused).toBeInstanceOf(MailneoError);
  expect(refused).toMatchObject({ status: 400, code: "invalid", fields: { name: expect.any(String) } });
});

test("the client waits as told, and no longer than its tries", async () => {
  const { key } = await makeProgram();
  let busy = 1;
  const full = () =>
    busy-- > 0
      ? Response.json(
          { type: "urn:mailneo:problem:too_often" },
          { status: 429, headers: { "retry-after": "1" } },
        )
      : null;
  expect((await clientOf(key, full).getMe()).plan).toBe("starter");
  busy = 1;
  await expect(clientOf(key, full, 0).getMe()).rejects.toMatchObject({ status: 429, code: "too_often" });
});

test("the served files are the installation's own, without a secret", async () => {
  const client = await ask(new Request(`${origin}/api/v1/mailneo.ts`));
  expect([client.status, client.headers.get("content-type")]).toEqual([200, "text/plain; charset=UTF-8"]);
  expect(await client.text()).toContain("export class Mailneo");
  const collection = await (await ask(new Request(`${origin}/api/v1/postman.json`))).json();
  type Item = { request: { method: string; url: { path: string[] } } };
  const items = (collection.item as { item: Item[] }[]).flatMap(({ item }) => item);
  expect(items.map(({ request }) => `${request.method} /${request.url.path.slice(2).join("/")}`)).toEqual(
    endpoints.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
  );
  expect(JSON.stringify(collection)).not.toMatch(/mn_(live|test)_/);
});

test("each plain list of the collection answers when it is sent", async () => {
  const { key } = await makeProgram();
  for (const { method, path } of endpoints) {
    if (method !== "GET" || path.includes("{")) continue;
    const answer = await ask(
      new Request(`${origin}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } }),
    );
    expect(answer.status, path).toBe(200);
  }
});
