import { convert } from "html-to-text";
import sanitize from "sanitize-html";
import { cutText } from "#lib/core/cut-text.ts";
import { droppedAttribute, droppedMarkup } from "./dropped-markup.ts";
import { escapeHtml, markUrlFields } from "./merge.ts";
import { most, tooDeep, tooLong, tooManyElements } from "./message-size.ts";
import { isOwnLink } from "./own-link.ts";

export type SanitisedHtml = {
  html: string;
  /** True when the author wrote a whole document with its own body. */
  wholeDocument: boolean;
  /** Everything that was removed, for the author: elements, attributes, conditional comments, parts of styles. */
  removed: string[];
  /** Links of a kind that a mail may not have: not http, https, mailto or tel. */
  badLinks: string[];
  imagesWithoutAlt: number;
  /** True when the author placed this merge field where a reader sees it; so is the next one. */
  hasUnsubscribeLink: boolean;
  hasPostalAddress: boolean;
};

const tags = [
  ..."html head title meta style body div p span a img br hr h1 h2 h3 h4 h5 h6 strong b em i u s small sub sup".split(
    " ",
  ),
  ..."ul ol li dl dt dd blockquote pre code table caption colgroup col thead tbody tfoot tr th td center font".split(
    " ",
  ),
  ..."section article header footer main aside nav figure figcaption picture source abbr address time mark del ins".split(
    " ",
  ),
];

const everywhere =
  "style class id align valign width height bgcolor background border cellpadding cellspacing dir lang title role color face size aria-*".split(
    " ",
  );

const ofTag: Record<string, string[]> = {
  a: ["href", "name", "target", "rel"],
  img: ["src", "srcset", "alt", "hspace", "vspace"],
  source: ["srcset", "media", "type"],
  td: ["colspan", "rowspan", "headers", "nowrap"],
  th: ["colspan", "rowspan", "scope", "nowrap"],
  col: ["span"],
  ol: ["start", "type"],
  meta: ["charset", "name", "content"],
  style: ["type", "media"],
  html: ["xmlns"],
};

const isAllowed = (tagName: string, name: string) =>
  name.startsWith("aria-") || everywhere.includes(name) || ofTag[tagName]?.includes(name) === true;

const longestSrcset = 4000;

/**
 * Returns the author's HTML without scripts, event handlers, forms, frames, and links to anything but web
 * pages, mail and telephones. It comes out balanced, so that nothing left open can swallow the footer. Merge
 * fields inside links are marked to be percent-encoded; those inside CSS are dropped.
 * @throws MessageTooBig as soon as the message exceeds `most`.
 */
export function sanitiseHtml(source: string): SanitisedHtml {
  if (source.length > most.markup) throw tooLong();
  const removed = droppedMarkup(source);
  const note = (what: string) => removed.add(what);
  const badLinks = new Set<string>();
  let imagesWithoutAlt = 0;
  let wholeDocument = false;
  let hasUnsubscribeLink = false;
  let hasPostalAddress = false;
  const hidden: boolean[] = [];
  let elements = 0;

  const html = sanitize(source, {
    allowedTags: tags,
    allowVulnerableTags: true,
    allowedAttributes: { "*": everywhere, ...ofTag },
    allowedSchemes: ["http", "https", "mailto", "tel"],
    allowedSchemesByTag: { img: ["http", "https", "cid"] },
    allowedSchemesAppliedToAttributes: ["href", "src", "background"],
    allowProtocolRelative: false,
    // Without this list, the text inside these elements would appear in the mail.
    nonTextTags: [
      "script",
      "textarea",
      "option",
      "xmp",
      "noscript",
      "template",
      "svg",
      "math",
      "object",
      "select",
    ],
    parseStyleAttributes: false,
    onOpenTag: (_name, attribs) => {
      if (++elements > most.elements) throw tooManyElements();
      if (hidden.push(hides(attribs.style ?? "")) > most.depth) throw tooDeep();
    },
    onCloseTag: () => hidden.pop(),
    transformTags: {
      "*": (tagName, attribs) => {
        if (tagName === "body") wholeDocument = true;
        if (!tags.includes(tagName)) removed.add(`<${tagName}>`);
        if (tagName === "img" && attribs.alt === undefined) imagesWithoutAlt += 1;
        for (const name of Object.keys(attribs))
          if (tags.includes(tagName) && !isAllowed(tagName, name)) removed.add(cutText(name, 40));
        if (attribs.style !== undefined) attribs.style = harmlessCss(attribs.style, note);
        if (attribs.srcset !== undefined) {
          const elsewhere = /(?:^|[\s,])(?!https?:)[a-z][a-z0-9+.-]{0,30}:/i.test(attribs.srcset);
          // The sanitiser needs time quadratic in its length to parse it.
          const tooLong = attribs.srcset.length > longestSrcset;
          if (elsewhere || tooLong) removed.add(droppedAttribute(tagName, "srcset", attribs.srcset));
          if (tooLong) delete attribs.srcset;
        }
        for (const name of ["href", "src", "background"]) {
          const url = attribs[name];
          if (url === undefined) continue;
          if (!leadsSomewhere(url, tagName)) {
            if (tagName === "a") badLinks.add(cutText(url, 100));
            else if (tags.includes(tagName)) removed.add(droppedAttribute(tagName, name, url));
            delete attribs[name];
            continue;
          }
          const visible = !hidden.includes(true);
          if (visible && name === "href" && /^\s*\{\{\s*unsubscribe_url\s*\}\}\s*$/i.test(url))
            hasUnsubscribeLink = true;
          attribs[name] = markUrlFields(url.trim());
        }
        return { tagName, attribs };
      },
    },
    textFilter: (text, tagName) => {
      if (tagName !== "title" && !hidden.includes(true) && /\{\{\s*postal_address\s*[|}]/i.test(text)) {
        hasPostalAddress = true;
      }
      return text;
    },
  });
  // The sanitiser passes style sheets through unchanged.
  const clean = html.replace(
    /(<style[^>]*>)([^<]*(?:<(?!\/style)[^<]*)*)/gi,
    (_, open, css) => open + harmlessCss(css, note),
  );
  return {
    html: clean,
    wholeDocument,
    removed: [...removed].sort(),
    badLinks: [...badLinks],
    imagesWithoutAlt,
    hasUnsubscribeLink,
    hasPostalAddress,
  };
}

/** Returns the plain text of a message written in HTML. Merge fields stay as they are. */
export function htmlToText(html: string): string {
  const text = convert(html, {
    // Wrapping would break merge fields and links; mail clients wrap by themselves.
    wordwrap: false,
    selectors: [
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["(", ")"] } },
      { selector: "img", format: "skip" },
      ...["h1", "h2", "h3"].map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: "style", format: "skip" },
      { selector: "title", format: "skip" },
    ],
  });
  return text.trim();
}

/** `title` is HTML; `locale` and `direction` are those of the words, English when absent. */
type PageFrame = {
  title: string;
  preheader?: string | undefined;
  locale?: string | undefined;
  direction?: "ltr" | "rtl" | undefined;
  /** Color of links as #rrggbb; the product's green when absent. */
  colour?: string | null | undefined;
};

/**
 * Returns a page with the product's one-column frame, for a message that brings no layout of its own.
 * `title` is HTML and already escaped; `preheader` is text.
 */
export function pageFrame(body: string, options: PageFrame): string {
  const font =
    "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Inter,Roboto,Helvetica,Arial,sans-serif";
  const link = options.colour ?? "#125b41";
  const darkLink = options.colour ? lighter(options.colour) : "#74c69d";
  const preheader = options.preheader
    ? `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(options.preheader)}</div>`
    : "";
  return `<!doctype html>
<html lang="${options.locale ?? "en"}"${options.direction === "rtl" ? ' dir="rtl"' : ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${options.title}</title>
<style>
body{margin:0;background:#f6f4ef}
.page a{color:${link}}
@media (max-width:600px){.page{padding:24px 20px!important}}
@media (prefers-color-scheme:dark){body,.ground{background:#191918!important}.page{background:#222220!important;border-color:#3a3a36!important}.page,.page h1,.page h2{color:#ecebe6!important}.page a{color:${darkLink}!important}.page a.button{color:#ffffff!important}.page .brand{color:#74c69d!important}.quiet,.quiet p,.quiet a{color:#a8a69d!important}.quiet,hr{border-color:#3a3a36!important}}
</style>
</head>
<body style="margin:0;background:#f6f4ef">
${preheader}<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f6f4ef"><tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px"><tr><td class="page" style="background:#ffffff;border:1px solid #e5e1d8;border-radius:8px;padding:36px 40px;${font};font-size:16px;line-height:1.6;color:#1c1b19">
${body}
</td></tr></table>
</td></tr></table>
</body>
</html>`;
}

/** Mixes a color with white, so that words in it can be read on a dark page. */
function lighter(colour: string): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `#${parts
    .map((part) =>
      Math.round(part + (255 - part) * 0.55)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

/** Puts HTML before the end of the body, or at the very end when there is no body. */
export function beforeBodyEnd(html: string, addition: string): string {
  const at = html.toLowerCase().lastIndexOf("</body>");
  return at < 0 ? html + addition : html.slice(0, at) + addition + html.slice(at);
}

/** Puts HTML behind the start of the body, or at the very beginning when there is no body. */
export function afterBodyStart(html: string, addition: string): string {
  const at = html.toLowerCase().indexOf("<body");
  const end = at < 0 ? -1 : html.indexOf(">", at);
  return html.slice(0, end + 1) + addition + html.slice(end + 1);
}

// Runs of blanks become one first, because two runs side by side in a pattern would be tried in every split.
function hides(style: string): boolean {
  const shortened = `${style.replace(/\s+/g, " ")};`;
  return /display ?: ?none|visibility ?: ?hidden|opacity ?: ?0?\.?0* ?(?:;|!|$)|font-size ?: ?0\D/i.test(
    shortened,
  );
}

function leadsSomewhere(url: string, tagName: string): boolean {
  const bare = url.replace(/[\p{Cc}\p{Cf}\s]+/gu, "");
  if (tagName === "a" && (isOwnLink(bare) || /^#[\w-]*$/.test(bare))) return true;
  if (/^https?:\/\/[^/]/i.test(bare)) return true;
  return tagName === "a" ? /^(?:mailto|tel):./i.test(bare) : /^cid:./i.test(bare);
}

// A removed part leaves a space; otherwise its two sides could join into what was removed ("<<//style>").
function harmlessCss(css: string, note: (what: string) => void): string {
  return css
    .replace(/\{\{[^{}]*\}\}/g, (field) => {
      note(`${cutText(field, 40)} in a style`);
      return " ";
    })
    .replace(
      /@import[^;]*;?|expression\s*(?=\()|(?:javascript|vbscript)\s*:|behavior\s*:|-moz-binding\s*:/gi,
      (part) => {
        note(`${/^@?[\w-]*/.exec(part)?.[0].toLowerCase()} in a style`);
        return " ";
      },
    )
    .replaceAll("</", " ");
}
