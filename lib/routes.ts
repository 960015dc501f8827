import { Hono } from "hono";
import type { ApiContext, ApiEnv, ApiHost } from "#lib/api/context.ts";
import { problem, problemOf } from "#lib/api/problem.ts";
import { consentEndpoints } from "#lib/audience/api/consents.ts";
import { contactEndpoints } from "#lib/audience/api/contacts.ts";
import { importEndpoints } from "#lib/audience/api/imports.ts";
import { newsletterEndpoints } from "#lib/audience/api/newsletters.ts";
import { subscriptionEndpoints } from "#lib/audience/api/subscriptions.ts";
import { suppressionEndpoints } from "#lib/audience/api/suppressions.ts";
import { confirmPages } from "#lib/audience/confirmations/pages.ts";
import { receiptPages } from "#lib/audience/consents/receipt-pages.ts";
import { uploadRoutes } from "#lib/audience/imports/api.ts";
import { preferencesPages } from "#lib/audience/preferences/pages.ts";
import { subscribePages } from "#lib/audience/subscribe-forms/pages.ts";
import { faultPage, methodPage, nothingPage } from "#lib/audience/subscriber-pages/fault-pages.ts";
import { unsubscribeRoutes } from "#lib/audience/unsubscribe/api.ts";
import { unsubscribePages } from "#lib/audience/unsubscribe/pages.ts";
import { auditEndpoints } from "#lib/audit/log/api.ts";
import { apiVersion1, meEndpoint } from "#lib/integrations/api-keys/version-1.ts";
import { mcpRoutes } from "#lib/integrations/mcp/routes.ts";
import { webhookDeliveryEndpoints } from "#lib/integrations/webhook-deliveries/api.ts";
import { webhookEndpoints } from "#lib/integrations/webhooks/api.ts";
import { healthRoutes } from "#lib/operations/health/health.ts";
import { metricsRoutes } from "#lib/operations/metrics/metrics.ts";
import { subjectRequestPages } from "#lib/privacy/subject-requests/pages.ts";
import { campaignEndpoints } from "#lib/sending/api/campaigns.ts";
import { renewalPages } from "#lib/sending/renewals/pages.ts";

/** Every address of API v1, for its handlers and its description. */
export const endpoints = [
  meEndpoint,
  ...contactEndpoints,
  ...consentEndpoints,
  ...importEndpoints,
  ...newsletterEndpoints,
  ...subscriptionEndpoints,
  ...suppressionEndpoints,
  ...campaignEndpoints,
  ...webhookEndpoints,
  ...webhookDeliveryEndpoints,
  ...auditEndpoints,
];

/**
 * What the edge answers itself: the HTTP API for programs, and the pages of subscribers, which are plain HTML. Each noun brings
 * its own routes, and the server that hosts them is the caller's choice.
 */
const app = new Hono<ApiEnv>({ strict: false })
  .route("/api", healthRoutes)
  .route("/api", metricsRoutes())
  .route("/api/unsubscribe", unsubscribeRoutes)
  .route("/api/uploads", uploadRoutes)
  .route("/api/v1", apiVersion1(endpoints))
  .route("/api/mcp", mcpRoutes(endpoints))
  .route("/unsubscribe", unsubscribePages)
  .route("/preferences", preferencesPages)
  .route("/subscribe", subscribePages)
  .route("/confirm", confirmPages)
  .route("/agree", renewalPages)
  .route("/receipts", receiptPages)
  .route("/subject-requests", subjectRequestPages);

/** Lists every route by method and path, for the contract test of who may call what. */
export const apiRoutes = app.routes
  .filter(({ method }) => method !== "ALL")
  .map(({ method, path }) => ({ method, path: path.replace(/(.)\/$/, "$1") }));

const ofApi = (c: ApiContext) => new URL(c.req.url).pathname.startsWith("/api");

app.notFound((c) => {
  if (ofApi(c)) return problem(404, "There is nothing at this address.");
  return ["GET", "HEAD", "POST"].includes(c.req.method) ? nothingPage(c) : methodPage(c);
});
app.onError((error, c) => {
  const depth = ofApi(c) ? 3 : 2;
  const where = {
    requestId: c.env.requestId,
    path: new URL(c.req.url).pathname.split("/").slice(0, depth).join("/"),
  };
  return ofApi(c) ? problemOf(error, where) : faultPage(c, error, where);
});

/** Returns the response to one request to the API or to a subscribers' page. It never throws, because errors become responses. */
export async function api(request: Request, host: ApiHost): Promise<Response> {
  return app.fetch(request, host);
}
