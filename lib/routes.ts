import { Hono } from "hono";
import type { ApiEnv, ApiHost } from "#lib/api/context.ts";
import { problem, problemOf } from "#lib/api/problem.ts";
import { uploadRoutes } from "#lib/audience/imports/api.ts";
import { unsubscribeRoutes } from "#lib/audience/unsubscribe/api.ts";
import { healthRoutes } from "#lib/operations/health/health.ts";

/** The HTTP API for programs. Each noun brings its own routes, and the server that hosts them is the caller's choice. */
const app = new Hono<ApiEnv>({ strict: false })
  .basePath("/api")
  .route("/", healthRoutes)
  .route("/unsubscribe", unsubscribeRoutes)
  .route("/uploads", uploadRoutes);

/** Lists every route by method and path, for the contract test of who may call what. */
export const apiRoutes = app.routes
  .filter(({ method }) => method !== "ALL")
  .map(({ method, path }) => ({ method, path: path.replace(/(.)\/$/, "$1") }));

app.notFound(() => problem(404, "There is nothing at this address."));
app.onError((error, c) =>
  problemOf(error, {
    requestId: c.env.requestId,
    path: new URL(c.req.url).pathname.split("/").slice(0, 3).join("/"),
  }),
);

/** Returns the response to one API request. It never throws, because errors become problem responses. */
export async function api(request: Request, host: ApiHost): Promise<Response> {
  return app.fetch(request, host);
}
