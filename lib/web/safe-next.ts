const here = "http://here.invalid";

/**
 * Returns the path to open after signing in, as the URL parser spells it, or `fallback`. Refuses what a browser
 * could read as another site: `//evil`, `/\evil`, control characters, a scheme.
 */
export function safeNext(next: unknown, fallback = "/dashboard"): string {
  if (typeof next !== "string" || next.length > 2000) return fallback;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (!/^\/(?![/\\])[^\\\x00-\x20\x7f]*$/.test(next)) return fallback;
  const url = URL.parse(next, here);
  if (url === null || url.origin !== here || url.pathname.startsWith("//")) return fallback;
  return url.pathname + url.search + url.hash;
}

/** Returns the path of a page before the sign-in, which keeps `next` for later. */
export function passingOn(page: string, next: unknown): string {
  const to = safeNext(next);
  return to === "/dashboard" ? page : `${page}?${new URLSearchParams({ next: to })}`;
}
