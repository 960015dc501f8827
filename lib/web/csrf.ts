/** The part of a request that the check reads. */
export type CheckedRequest = { method: string; secFetchSite: string | null; origin: string | null };

const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Returns whether a request may change something, by Fetch Metadata (ASVS 3.5.1). `Sec-Fetch-Site`, which pages
 * cannot forge, must say same-origin; a browser without it must send our own `Origin`; without either the request
 * is refused. Reads no cookie, so that a sign-in from another site (login CSRF) is refused too. `ownOrigin` is
 * APP_URL's origin.
 */
export function passesCsrfCheck(
  { method, secFetchSite, origin }: CheckedRequest,
  ownOrigin: string,
): boolean {
  if (safe.has(method)) return true;
  if (secFetchSite !== null) return secFetchSite === "same-origin";
  return origin !== null && origin === ownOrigin;
}
