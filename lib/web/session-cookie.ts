import { decode, encode } from "next-auth/jwt";
import { env } from "#lib/env.ts";
import { cookieNames, SESSION_SECONDS } from "./cookies.ts";

/** The contents of the session cookie. `issuedAt` in seconds. */
export type SessionCookie = { sub: string; sid: string; issuedAt: number };

const salt = cookieNames.session;

/**
 * Encrypts the cookie under the first secret. Only next-auth calls it, at every sign-in and new id, and the proxy
 * once an hour.
 */
export function sealSessionCookie({ sub, sid }: Pick<SessionCookie, "sub" | "sid">): Promise<string> {
  return encode({ token: { sub, sid }, secret: [...env().AUTH_SECRETS], salt, maxAge: SESSION_SECONDS });
}

/**
 * Returns a Set-Cookie header with the same session sealed anew. It is written by hand, because a cookie set
 * through the proxy's response object appears a second time, without Max-Age, beside a page's redirect.
 */
export async function sessionCookieHeader(cookie: SessionCookie): Promise<string> {
  return `${cookieNames.session}=${await sealSessionCookie(cookie)}; Path=/; Max-Age=${SESSION_SECONDS}; HttpOnly; Secure; SameSite=Lax`;
}

/**
 * Opens the cookie. Returns null for another key or an expired, altered or foreign one. Does not check the session
 * itself.
 */
export async function openSessionCookie(value: string | undefined): Promise<SessionCookie | null> {
  if (!value || value.length > 2000) return null;
  try {
    const token = await decode({ token: value, secret: [...env().AUTH_SECRETS], salt });
    if (typeof token?.sub !== "string" || typeof token.sid !== "string" || typeof token.iat !== "number")
      return null;
    return { sub: token.sub, sid: token.sid, issuedAt: token.iat };
  } catch {
    return null;
  }
}
