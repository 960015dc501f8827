import { Hono } from "hono";
import type { Endpoint } from "#lib/api/endpoint.ts";
import { problem, problemOf } from "#lib/api/problem.ts";
import { readJson } from "#lib/api/read-json.ts";
import { withBody } from "#lib/api/with-body.ts";
import { type HolderEnv, withKey } from "#lib/integrations/api-keys/with-key.ts";

/**
 * Returns `/api/mcp`: the Model Context Protocol over streamable HTTP, for assistants with an API key. The same scopes, limits and
 * audit as API v1. Browsers have no business here, so that a page's script cannot reach it by a rebound name.
 */
export function mcpRoutes(endpoints: readonly Endpoint[]) {
  // The protocol's library is loaded with the first request, because most installations never ask for it.
  let loaded: Promise<ReturnType<typeof import("./server.ts").mcpServer>> | undefined;
  const server = () => {
    loaded ??= import("./server.ts").then(({ mcpServer }) => mcpServer(endpoints));
    return loaded;
  };
  return new Hono<HolderEnv>({ strict: false })
    .use(withKey, withBody([]))
    .post("/", async (c) => {
      c.set("endpoint", "/mcp");
      if (c.req.header("origin")) return problem(403, "Assistants send no Origin; browsers do.");
      let message: unknown;
      try {
        message = readJson(c.var.body ?? new Uint8Array());
      } catch (error) {
        return problemOf(error);
      }
      if (Array.isArray(message)) return problem(400, "Send one message a request.");
      const answer = await server();
      return answer(c.req.raw, message, c.var.actor, (tool) => c.set("endpoint", `/mcp ${tool}`));
    })
    .all("/", () =>
      problem(405, "This address takes POST. It keeps no sessions and opens no streams.", {
        headers: { allow: "POST" },
      }),
    );
}
