import { isOwnLink } from "../own-link.ts";

const tag = /\{\{[^{}]*\}\}/g;

/** Returns what is wrong with a link's address for its author, or null when a mail program opens it. */
export function linkProblem(href: string): string | null {
  if (isOwnLink(href)) return null;
  if (href.trim() === "") return "has no address";
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(href)?.[1]?.toLowerCase();
  if (!scheme) {
    if (/^\{\{/.test(href)) return "begins with a merge field, so nobody knows where it leads";
    return "does not start with https://";
  }
  if (scheme === "mailto")
    return /^mailto:[^@\s?]+@[^@\s?]+(\?\S*)?$/i.test(href.replace(tag, "x"))
      ? null
      : "holds no mail address";
  if (scheme === "tel")
    return /^tel:\+?[\d().\s-]{2,40}(?:;[\w=+-]{1,40})?$/i.test(href) ? null : "holds no telephone number";
  if (scheme !== "http" && scheme !== "https")
    return `starts with ${scheme}:, which mail programs do not open`;
  const authority = /^https?:\/\/([^/?#\\]*)/i.exec(href)?.[1];
  if (!authority) return "names no site";
  if (authority.includes("{{"))
    return "has a merge field in the name of the site, so a contact's data decides where it leads";
  const url = URL.parse(href.replace(tag, "x"));
  if (!url || !/^(localhost|.+\..+|\[.*\])$/.test(url.hostname)) return "names no site";
  return null;
}
