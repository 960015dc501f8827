/** What the check reads of a request. */
export type CheckedRequest = { method: string; secFetchSite: string | null; origin: string | null };

const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether a request may change something, by the rule of Fetch Metadata (ASVS 3.5.1): `Sec-Fetch-Site`, which pages cannot forge, must say
 * same-origin; browsers without it must send our own `Origin`; with neither the request is refused. Looks at no cookie, so that
 * signing somebody in from another site (login CSRF) is refused too. `ownOrigin` is APP_URL's origin.
 */
export function passesCsrfCheck(
  { method, secFetchSite, origin }: CheckedRequest,
  ownOrigin: string,
): boolean {
  if (safe.has(method)) return true;
  if (secFetchSite !== null) return secFetchSite === "same-origin";
  return origin !== null && origin === ownOrigin;
}
