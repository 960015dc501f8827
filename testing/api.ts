import { openApiOf } from "#lib/api/open-api.ts";
import { createApiKey } from "#lib/integrations/api-keys/create.ts";
import { scopes } from "#lib/integrations/api-keys/scopes.ts";
import { api, endpoints } from "#lib/routes.ts";
import { makeMember } from "./factories.ts";

type Answer = { status: number; headers: Headers; body: Record<string, never> & { [name: string]: unknown } };
type Options = { scopes?: (typeof scopes)[number][]; environment?: "live" | "test"; workspaceId?: string };

/** A workspace with a key, and a function that sends requests with it as the edge does. */
export async function makeProgram({
  scopes: given = [...scopes],
  environment = "live",
  workspaceId,
}: Options = {}) {
  const member = await makeMember(workspaceId ? { workspaceId } : {});
  const { id, key } = await createApiKey(member.actor, {
    name: "A program",
    environment,
    scopes: given,
    lifetime: "90",
  });
  const program = { ...member, key, keyId: id };
  return { ...program, send: senderOf(key) };
}

export const senderOf =
  (key: string, ip = "192.0.2.7") =>
  async (line: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const [method = "GET", path = "/"] = line.split(" ");
    const sent = typeof body === "string" ? body : body === undefined ? undefined : JSON.stringify(body);
    const response = await api(
      new Request(`https://mail.example/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(sent !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(sent !== undefined && { body: sent }),
      }),
      { ip, requestId: crypto.randomUUID() },
    );
    const text = await response.text();
    checkDescribed(method, path, response, text);
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
  };

const described = openApiOf(endpoints, "https://mail.example") as {
  paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
};

/** Throws where an answer is not what the description says of its address, so that each test of the API proves a part of it. */
function checkDescribed(method: string, path: string, { status, headers }: Response, text: string) {
  const [bare = ""] = path.split("?");
  const endpoint = endpoints.find(
    (each) => each.method === method && new RegExp(`^${each.path.replace(/\{\w+\}/g, "[^/]+")}$`).test(bare),
  );
  if (!endpoint) return;
  const said = described.paths[endpoint.path]?.[method.toLowerCase()]?.responses[status];
  if (!said && status !== 304 && status !== 413)
    throw new Error(`${method} ${bare} answered ${status}, which is not described.`);
  const type = headers.get("content-type")?.split(";")[0];
  if (text && said && !Object.keys(said.content ?? {}).includes(type ?? ""))
    throw new Error(`${method} ${bare} answered ${status} as ${type}, which is not described.`);
  if (status < 300 && endpoint.answer) endpoint.answer.parse(JSON.parse(text));
}
