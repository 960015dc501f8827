import "server-only";
import { cookies } from "next/headers";
import { type LinkPurpose, linkPages } from "#lib/mail/platform/mailed-link.ts";
import { cookieOptions } from "./cookies.ts";
import { isClean, linkCookie } from "./mailed-link.ts";

/**
 * Returns the token of a mailed link's page, which the proxy moved from the address into a cookie. Null for a browser
 * that kept no cookie, or not any more.
 */
export async function tokenOfLink(
  purpose: LinkPurpose,
  params: Promise<{ token: string }>,
): Promise<string | null> {
  const { token } = await params;
  if (!isClean(token)) return token;
  return (await cookies()).get(linkCookie(linkPages[purpose]))?.value || null;
}

/** Removes the token of a mailed link that was used. Call it in an action. */
export async function forgetLink(purpose: LinkPurpose): Promise<void> {
  const [jar, name] = [await cookies(), linkCookie(linkPages[purpose])];
  if (jar.has(name)) jar.set(name, "", { ...cookieOptions.link, maxAge: 0 });
}
