import "server-only";
import { env } from "#lib/env.ts";
import { api } from "#lib/routes.ts";
import { originOf } from "./origin.ts";

/**
 * Responds to `/api/*` inside Next. Behind the edge such requests never arrive here; without it, no trusted source
 * names the caller's address.
 */
export async function answerApi(request: Request): Promise<Response> {
  const { ip, requestId } = originOf(request.headers, env().MAILNEO_EDGE_SECRET);
  return api(request, { ip, requestId });
}
