import { linkPages } from "#lib/mail/platform/mailed-link.ts";
import { cookieNames, cookieOptions } from "./cookies.ts";

/** The last part of a mailed link's page once its token is in a cookie: `/reset-password/link`. */
const clean = "link";

/** The holder of a token that no link has, so that its page says that the link is dead. */
const noToken = "-";

/**
 * Returns the address to open instead of a mailed link, and the cookie that carries its token there; null for any other
 * path. Otherwise the token would stay in the history, in logs, and in what a browser sends on (ASVS 14.2.1). Subscribers'
 * links stay as they are, because they work for years and without cookies.
 */
export function withoutToken(pathname: string): { path: string; cookie: string } | null {
  const page = Object.values(linkPages).find((prefix) => pathname.startsWith(prefix));
  const token = page && pathname.slice(page.length);
  if (!page || !token || token === clean || token.includes("/")) return null;
  const { maxAge } = cookieOptions.link;
  const value = /^[\w-]{1,200}$/.test(token) ? token : noToken;
  return {
    path: page + clean,
    cookie: `${linkCookie(page)}=${value}; Path=/; Max-Age=${maxAge}; Secure; HttpOnly; SameSite=Lax`,
  };
}

/** Returns the name of the cookie of a page's token. Each page has its own, because two links may be open at once. */
export const linkCookie = (page: (typeof linkPages)[keyof typeof linkPages]) =>
  cookieNames.link + page.slice(0, -1).replaceAll("/", "-");

/** Returns whether a page's last part says that its token is in the cookie. */
export const isClean = (part: string) => part === clean;
