/** Request target that all parsers behind the edge read alike. */
export type Target = {
  /** Path and query as passed on, spelled as the URL standard spells them. */
  href: string;
  /** Path alone, with no needless percent-encoding. */
  path: string;
};

const plainPath = /^(?:\/[A-Za-z0-9_~!$&'()*+,=:@-][A-Za-z0-9_~!$&'()*+,=:@.-]*)*\/?$/;
const visibleAscii = /^[\x21-\x7e]+$/;
const unreserved = /^[A-Za-z0-9._~-]$/;

/**
 * Checks an origin-form target (RFC 9112 3.2.1) and normalises it, so that `/%61pi/x` cannot be one
 * route here and another behind. Decodes percent-encoded unreserved characters, writes hex digits
 * in capitals (RFC 3986 6.2.2) and encodes characters that no URL may hold.
 * Returns null for everything two parsers could read differently:
 * - dot segments in any disguise (`..`, `%2e%2e`, `..;`), empty segments, backslashes, encoded
 * slashes;
 * - control characters, all of these encoded twice, broken percent-encoding or UTF-8;
 * - fragments, and query names reserved for Next's own use.
 */
export function checkTarget(raw: string): Target | null {
  if (!visibleAscii.test(raw) || raw.includes("#")) return null;

  const mark = raw.indexOf("?");
  const rawPath = mark === -1 ? raw : raw.slice(0, mark);
  const query = mark === -1 ? "" : raw.slice(mark).replace(/["'<>]/g, percent);
  if (query && !queryIsPlain(query)) return null;
  if (plainPath.test(rawPath) && rawPath !== "") return { href: rawPath + query, path: rawPath };

  const path = normalise(rawPath);
  if (path === null || !pathIsPlain(path)) return null;
  return { href: path + query, path };
}

function normalise(path: string): string | null {
  if (/%(?![0-9a-f]{2})/i.test(path)) return null;
  return path.replace(/["<>^`{}]/g, percent).replace(/%[0-9a-f]{2}/gi, (code) => {
    const char = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return unreserved.test(char) ? char : code.toUpperCase();
  });
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

function pathIsPlain(path: string): boolean {
  if (!path.startsWith("/") || path.includes("//") || path.includes("\\")) return false;
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return false;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\x00-\x1f\x7f\\]/.test(decoded) || /%2f/i.test(path)) return false;
  if (/%(?:2e|2f|5c|00|25)/i.test(decoded)) return false;
  return !decoded.split("/").some((segment) => /^\.{1,2}(?:;.*)?$/.test(segment));
}

/**
 * Returns whether a query is free of `nxtP…` and `nxtI…`, which carry route parameters between
 * Next's own parts. Attackers have injected them before (GHSA-492v-c6pp-mqqv).
 */
function queryIsPlain(query: string): boolean {
  if (/%00/.test(query)) return false;
  if (!/nxt|%/i.test(query)) return true;
  for (const name of new URLSearchParams(query).keys()) if (/^nxt[PI]/.test(name)) return false;
  return true;
}
