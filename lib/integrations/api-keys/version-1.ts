import { Hono } from "hono";
import { z } from "zod";
import { id, words } from "#lib/api/answers.ts";
import { postmanCollection } from "#lib/api/clients/postman.ts";
import { typescriptClient } from "#lib/api/clients/typescript.ts";
import { type Endpoint, endpoint, routesOf } from "#lib/api/endpoint.ts";
import { openApiOf } from "#lib/api/open-api.ts";
import { withBody } from "#lib/api/with-body.ts";
import { env } from "#lib/env.ts";
import { idempotent } from "#lib/integrations/idempotency/idempotent.ts";
import { planLimits } from "#lib/integrations/rate-limits/plan-limits.ts";
import type { KeyHolder } from "./key-holder.ts";
import { scopes } from "./scopes.ts";
import { type HolderEnv, withKey } from "./with-key.ts";

/** Says who a key speaks for. */
export const meEndpoint = endpoint({
  method: "GET",
  path: "/me",
  scope: null,
  summary: "Read the key, its workspace, plan and limits",
  answer: z.object({
    key: z.object({
      id,
      name: words,
      environment: z.enum(["live", "test"]),
      scopes: z.array(z.enum(scopes)),
      last_four: words,
    }),
    workspace: z.object({ id, name: words }),
    plan: z.enum(["starter", "professional", "business"]),
    limits: z.object({ per_minute: z.int(), burst: z.int() }),
  }),
  async run({ set }) {
    const { key, workspace, plan } = set.holder as KeyHolder;
    const { perMinute, burst } = planLimits[plan];
    return {
      key: {
        id: key.id,
        name: key.name,
        environment: key.environment,
        scopes: scopes.filter((scope) => key.scopes.includes(scope)),
        last_four: key.lastFour,
      },
      workspace,
      plan,
      limits: { per_minute: perMinute, burst },
    };
  },
});

const forAWhile = { "cache-control": "public, max-age=300" };
const asFile = (name: string) => ({ "content-disposition": `attachment; filename="${name}"` });

/** Makes a file for everybody with the first question for it, because the endpoints of a process stay as they are. */
function madeOnce<F>(make: () => F): () => F {
  let made: { file: F } | undefined;
  return () => {
    made ??= { file: make() };
    return made.file;
  };
}

/**
 * Returns API v1: its description, client and collection for everybody, and the endpoints behind a key and its limit. A repeated request is answered
 * once.
 */
export function apiVersion1(endpoints: readonly Endpoint[]) {
  const [description, client, collection] = [
    madeOnce(() => openApiOf(endpoints, env().APP_URL)),
    madeOnce(() => typescriptClient(endpoints, env().APP_URL)),
    madeOnce(() => postmanCollection(endpoints, env().APP_URL)),
  ] as const;
  return new Hono<HolderEnv>({ strict: false })
    .get("/openapi.json", (c) => c.json(description(), 200, forAWhile))
    .get("/mailneo.ts", (c) => c.text(client(), 200, { ...forAWhile, ...asFile("mailneo.ts") }))
    .get("/postman.json", (c) =>
      c.json(collection(), 200, { ...forAWhile, ...asFile("mailneo.postman_collection.json") }),
    )
    .use(withKey, withBody(endpoints), idempotent)
    .route("/", routesOf(endpoints));
}
