const here = "http://here.invalid";

/**
 * Where to go after signing in: a path of this site, or `fallback`. Refuses everything a browser could read as another
 * site: `//evil`, `/\evil`, control characters, a scheme. Answers the path as the URL parser spells it.
 */
export function safeNext(next: unknown, fallback = "/dashboard"): string {
  if (typeof next !== "string" || next.length > 2000) return fallback;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (!/^\/(?![/\\])[^\\\x00-\x20\x7f]*$/.test(next)) return fallback;
  const url = URL.parse(next, here);
  if (url === null || url.origin !== here || url.pathname.startsWith("//")) return fallback;
  return url.pathname + url.search + url.hash;
}

/** A page on the way in, which passes on where its reader wanted to go. */
export function passingOn(page: string, next: unknown): string {
  const to = safeNext(next);
  return to === "/dashboard" ? page : `${page}?${new URLSearchParams({ next: to })}`;
}
