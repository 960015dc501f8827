import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { writeRequests } from "#lib/integrations/api-usage/note-request.ts";
import { api } from "#lib/routes.ts";
import { makeProgram } from "#testing/api.ts";
import { makeContacts, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { newNetwork } from "#testing/networks.ts";

const address = "https://mail.example/api/mcp";

const ask = (request: Request, ip = "192.0.2.7") => api(request, { ip, requestId: crypto.randomUUID() });

/** A real assistant's connection with a key. */
async function connect(key: string) {
  const client = new Client({ name: "test", version: "1" });
  const transport = new StreamableHTTPClientTransport(new URL(address), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
    fetch: (url, init) => ask(new Request(url, init)),
  });
  await client.connect(transport);
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const { isError, structuredContent, content } = await client.callTool({ name, arguments: args });
    const [first] = content as { text: string }[];
    return {
      isError: isError ?? false,
      answer: structuredContent as Record<string, never>,
      text: first?.text ?? "",
    };
  };
  return { client, call };
}

test("an assistant reads contacts and drafts a campaign that a person sends", async () => {
  const { key, workspaceId, keyId } = await makeProgram();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  const { client, call } = await connect(key);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("draft_campaign");
  expect(tools.filter(({ name }) => /send|delete|erase|lift/.test(name))).toEqual([]);

  expect((await call("list_contacts", { email: contact?.email })).answer).toMatchObject({
    data: [{ id: contact?.id, email: contact?.email }],
  });
  expect((await call("list_consents", { id: contact?.id })).answer).toMatchObject({
    data: [{ kind: "grant" }],
  });
  const draft = await call("draft_campaign", {
    name: "May",
    subject: "Spring",
    body: "# Hi",
    newsletter_id: newsletterId,
  });
  expect(draft.answer).toMatchObject({
    state: "draft",
    review_url: expect.stringMatching(/\/campaigns\/.+\/edit$/),
  });
  expect((await call("check_campaign", { id: draft.answer.id })).answer).toMatchObject({ ready: false });

  const entries =
    await ownerSql()`select action, actor_id from audit_events where workspace_id = ${workspaceId}
    and actor_kind = 'apiKey' and result = 'done'`;
  expect(entries).toEqual([{ action: "campaign.create", actor_id: keyId }]);
  await writeRequests();
  const logged = await ownerSql()`select endpoint from api_requests where key_id = ${keyId} order by id`;
  expect(logged.map(({ endpoint }) => endpoint)).toContain("/mcp draft_campaign");
});

test("an assistant does no more than its key's scopes", { tag: "@V8.2.1" }, async () => {
  const { key, workspaceId } = await makeProgram({ scopes: ["contacts:read"] });
  const { call } = await connect(key);
  expect((await call("list_contacts")).isError).toBe(false);
  const refused = await call("draft_campaign", { name: "May" });
  expect(refused).toMatchObject({ isError: true, text: "This API key lacks the scope campaigns:write." });
  expect(
    await ownerSql()`select result, detail->>'because' as because from audit_events where workspace_id = ${workspaceId}
    and result = 'refused'`,
  ).toEqual([{ result: "refused", because: "no scope campaigns:write" }]);
});

test("another workspace's ids get the answer of unknown ones", { tag: "@V8.2.2" }, async () => {
  const theirs = await makeProgram();
  const [contact] = await makeContacts(theirs.workspaceId, 1);
  const { call } = await connect((await makeProgram()).key);
  const real = await call("get_contact", { id: contact?.id });
  expect(real).toMatchObject({ isError: true });
  expect(await call("get_contact", { id: uuidv7() })).toEqual(real);
});

test("what an assistant writes wrong names its field", { tag: "@V2.2.1" }, async () => {
  const { call } = await connect((await makeProgram()).key);
  for (const [args, field] of [
    [{ name: "a\ud800" }, "name"],
    [{ name: "May", admin: true }, "admin"],
    [{ name: 7 }, "name"],
    [{}, "name"],
  ] as const) {
    const answer = await call("draft_campaign", args).catch((error: Error) => ({
      isError: true,
      text: error.message,
    }));
    expect(answer.isError, field).toBe(true);
    expect(answer.text, field).toContain(field);
  }
});

test("requests without a key, of browsers, or of many messages are refused", { tag: "@V4.4.2" }, async () => {
  const { key } = await makeProgram();
  const message = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  const post = (body: unknown, headers: Record<string, string>) =>
    ask(
      new Request(address, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...headers,
        },
        body: JSON.stringify(body),
      }),
      newNetwork(),
    );
  const authorization = `Bearer ${key}`;
  expect((await post(message, {})).status).toBe(401);
  expect((await post(message, { authorization, origin: "https://evil.example" })).status).toBe(403);
  expect((await post([message, message], { authorization })).status).toBe(400);
  expect((await post("{", { authorization })).status).toBe(400);
  const streams = await ask(
    new Request(address, { headers: { authorization, accept: "text/event-stream" } }),
  );
  expect([streams.status, streams.headers.get("allow")]).toEqual([405, "POST"]);
  const listed = await post(message, { authorization });
  expect(listed.status).toBe(200);
  expect(listed.headers.get("ratelimit-limit")).toBe("100");
});
