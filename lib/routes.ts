import { Hono } from "hono";
import type { ApiEnv, ApiHost } from "#lib/api/context.ts";
import { problem, problemOf } from "#lib/api/problem.ts";
import { uploadRoutes } from "#lib/audience/imports/api.ts";
import { unsubscribeRoutes } from "#lib/audience/unsubscribe/api.ts";
import { healthRoutes } from "#lib/operations/health/health.ts";

/** The HTTP surface for programs. Each noun brings its own routes; nothing here knows who serves it. */
const app = new Hono<ApiEnv>({ strict: false })
  .basePath("/api")
  .route("/", healthRoutes)
  .route("/unsubscribe", unsubscribeRoutes)
  .route("/uploads", uploadRoutes);

/** Every route by its method and address, for the test of who gets what. */
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

/** Answers one request. Never throws. */
export async function api(request: Request, host: ApiHost): Promise<Response> {
  return app.fetch(request, host);
}
