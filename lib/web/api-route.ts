import "server-only";
import { env } from "#lib/env.ts";
import { api } from "#lib/routes.ts";
import { originOf } from "./origin.ts";

/** Answers `/api/*` inside Next. Behind the edge such requests never come here; alone, nobody trusted names the caller's address. */
export async function answerApi(request: Request): Promise<Response> {
  const { ip, requestId } = originOf(request.headers, env().MAILNEO_EDGE_SECRET);
  return api(request, { ip, requestId });
}
