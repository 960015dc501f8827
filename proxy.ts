import { randomUUID } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { liveSession } from "#lib/account/sessions/session-actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { env } from "#lib/env.ts";
import { isBackgroundPath } from "#lib/web/background-path.ts";
import { cookieNames } from "#lib/web/cookies.ts";
import { newNonce } from "#lib/web/csp.ts";
import { passesCsrfCheck } from "#lib/web/csrf.ts";
import { withoutToken } from "#lib/web/mailed-link.ts";
import { memberPages } from "#lib/web/member-pages.ts";
import { fromEdge } from "#lib/web/origin.ts";
import { recordCrossSite } from "#lib/web/record-cross-site.ts";
import { securityHeaders } from "#lib/web/security-headers.ts";
import { openSessionCookie, sessionCookieHeader } from "#lib/web/session-cookie.ts";

/**
 * Matches every path except `/api` and subscribers' pages (which use no cookies), Next's own files and those of `public`. An excluded path without
 * a file ends at the not-found page, which runs server actions like any page. Only paths that surely exist may be excluded.
 */
export const config = {
  matcher:
    "/((?!api(?:/|$)|(?:unsubscribe|preferences|subscribe|confirm|agree|receipts|subject-requests)(?:/|$)|_next/static/|icon\\.svg$|robots\\.txt$|site\\.webmanifest$|social\\.png$|icons/(?:icon-192|icon-512|maskable-512|apple-touch-icon)\\.png$).*)",
};

const REISSUE_AFTER_SECONDS = 3600;

/**
 * Characters. A longer path loses its query on the way to sign-in, because, escaped twice, it would not fit into the
 * response headers.
 */
const MOST_PATH = 2_000;

/**
 * Equals Next's `serverActions.bodySizeLimit`, so that a larger form is refused before it is read. Files go to
 * `/api`.
 */
const MOST_FORM_BYTES = 1024 * 1024;

/**
 * Runs before every page. It makes the cross-site check, sets the Content-Security-Policy with its nonce, takes tokens out of
 * addresses, redirects visitors to sign-in and re-issues the session cookie once an hour. It authorises nothing, because pages and commands do, and they
 * stay safe without this file.
 */
export async function proxy(request: NextRequest) {
  const { method, nextUrl } = request;
  const checked = {
    method,
    secFetchSite: request.headers.get("sec-fetch-site"),
    origin: request.headers.get("origin"),
  };
  const nonce = newNonce();
  const headers = securityHeaders({
    pathname: nextUrl.pathname,
    nonce,
    https: env().APP_URL.startsWith("https:"),
    development: process.env.NODE_ENV === "development",
  });
  if (!passesCsrfCheck(checked, new URL(env().APP_URL).origin)) {
    const cookie = request.cookies.get(cookieNames.session)?.value;
    await recordCrossSite({ headers: request.headers, cookie, path: nextUrl.pathname });
    return plain(
      403,
      "This form was sent from another site, so nothing was done. Open the page here and send it again.",
      headers,
    );
  }

  if (Number(request.headers.get("content-length")) > MOST_FORM_BYTES)
    return plain(413, "This form is larger than 1 MB, the most taken here, so nothing was done.", headers);

  const reads = method === "GET" || method === "HEAD";
  const prefetch = request.headers.get("sec-purpose")?.includes("prefetch") ?? false;
  const setCookies: string[] = [];

  if (reads) {
    const clean = withoutToken(nextUrl.pathname);
    if (clean) return seeCleanAddress(request, clean, headers);
    const session = await checkSession(request, prefetch);
    if (session === "unavailable")
      return plain(503, "The database does not answer right now. Try again in a moment.", headers);
    if (session.signInFirst) return seeSignIn(request, headers);
    if (session.fresh) setCookies.push(session.fresh);
    if (!prefetch && request.cookies.has(cookieNames.flash)) setCookies.push(clearFlash);
  }

  const response = NextResponse.next({ request: { headers: requestHeaders(request, nonce, headers) } });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  for (const cookie of setCookies) response.headers.append("Set-Cookie", cookie);
  if (nextUrl.pathname === "/sign-in" && nextUrl.searchParams.has("signed-out"))
    response.headers.set("Clear-Site-Data", '"cache", "storage"');
  return response;
}

/** Returns whether the visitor must sign in first, and the re-issued cookie when the old one is due. */
async function checkSession(request: NextRequest, prefetch: boolean) {
  const cookie = await openSessionCookie(request.cookies.get(cookieNames.session)?.value);
  const memberPage = memberPages.test(request.nextUrl.pathname);
  const background = isBackgroundPath(request.nextUrl.pathname);
  const due =
    cookie !== null &&
    request.method === "GET" &&
    !prefetch &&
    !background &&
    Date.now() / 1000 - cookie.issuedAt > REISSUE_AFTER_SECONDS;
  if (!memberPage && !due) return { signInFirst: false };
  try {
    const session = await liveSession(cookie, { background });
    if (!session) return { signInFirst: memberPage };
    return { signInFirst: false, ...(due && { fresh: await sessionCookieHeader(cookie) }) };
  } catch (error) {
    if (error instanceof AppError && error.code === "unavailable") return "unavailable" as const;
    throw error;
  }
}

/** Returns the headers the page reads. Internal headers that a client sent are overwritten or deleted. */
function requestHeaders(request: NextRequest, nonce: string, answer: Record<string, string>) {
  const headers = new Headers(request.headers);
  if (!fromEdge(headers, env().MAILNEO_EDGE_SECRET)) {
    headers.delete("x-mailneo-ip");
    headers.delete("x-mailneo-edge");
    headers.set("x-request-id", randomUUID());
  }
  headers.delete("content-security-policy-report-only");
  headers.set("content-security-policy", answer["Content-Security-Policy"] ?? "");
  headers.set("x-nonce", nonce);
  headers.set("x-mailneo-path", pathOf(request));
  // A no-referrer page sends its forms with `Origin: null`. The cross-site check has confirmed that they come from
  // this site.
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  if (headers.get("origin") === "null" && headers.get("sec-fetch-site") === "same-origin" && host)
    headers.set("origin", `${new URL(env().APP_URL).protocol}//${host}`);
  return headers;
}

/** Moves a mailed link's token out of the address. Nothing is spent or looked up, because mail filters open every link. */
function seeCleanAddress(
  request: NextRequest,
  { path, cookie }: { path: string; cookie: string },
  headers: Record<string, string>,
) {
  const response = NextResponse.redirect(new URL(path, request.url), { status: 303, headers });
  response.headers.append("Set-Cookie", cookie);
  return response;
}

function seeSignIn(request: NextRequest, headers: Record<string, string>) {
  const signIn = new URL(`/sign-in?${new URLSearchParams({ next: pathOf(request) })}`, request.url);
  return NextResponse.redirect(signIn, { status: 307, headers });
}

/** Returns the page's path and query, without the `_rsc` parameter of Next's data requests. */
function pathOf({ nextUrl }: NextRequest) {
  const search = new URLSearchParams(nextUrl.search);
  search.delete("_rsc");
  const path = search.size > 0 ? `${nextUrl.pathname}?${search}` : nextUrl.pathname;
  return path.length <= MOST_PATH ? path : nextUrl.pathname;
}

function plain(status: number, words: string, headers: Record<string, string>) {
  return new NextResponse(`${words}\n`, {
    status,
    headers: {
      ...headers,
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "private, no-store",
      "X-Content-Type-Options": "nosniff",
      ...(status === 503 && { "Retry-After": "5" }),
    },
  });
}

const clearFlash = `${cookieNames.flash}=; Path=/; Max-Age=0; Secure; SameSite=Lax`;
