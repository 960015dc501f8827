import { logError } from "#lib/core/log.ts";

/** Runs once, before the first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") (await import("#lib/web/current-response.ts")).followResponses();
}

/**
 * A page that threw: our fault, in the log under the very reference its reader is shown. The page is named by its route: an address may
 * hold a link somebody signs in or unsubscribes with.
 */
export function onRequestError(
  error: unknown,
  request: { headers: Record<string, string | string[] | undefined> },
  context: { routePath: string },
) {
  const { digest, name } = error as { digest?: string; name?: string };
  if (name === "ClientGone") return;
  logError(error, {
    ...(digest && { reference: digest }),
    page: context.routePath,
    requestId: request.headers["x-request-id"],
  });
}
