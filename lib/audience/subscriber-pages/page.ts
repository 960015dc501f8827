import { createHash } from "node:crypto";
import { Html, html } from "./html.ts";
import type { SenderColour } from "./sender-colours.ts";
import { style } from "./style.ts";
import type { Words } from "./words.ts";

type Page = {
  words: Words;
  /** Name of the tab. */
  tab: string;
  /** The sender's name as subscribers know it; null on a page that belongs to no sender. */
  sender: string | null;
  colour?: SenderColour;
  /** The sender's picture, above their name. */
  logo?: { path: string; width: number; height: number } | null;
  /** What the person came for, first. */
  title: string;
  body: Html;
  postalAddress?: string | null | undefined;
  status?: number;
  /** True where the workspace's own pages may show this one in a frame. */
  framed?: boolean;
  /** True where the browser is to prove by work that it is no program: the one page of these that runs a script of ours. */
  proves?: boolean;
};

const styleHash = createHash("sha256").update(style).digest("base64");

const policy = (framed: boolean, proves: boolean) =>
  [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "img-src 'self'",
    ...(proves ? ["script-src 'self'", "worker-src 'self'"] : []),
    "form-action 'self'",
    `frame-ancestors ${framed ? "'self'" : "'none'"}`,
    "base-uri 'none'",
  ].join("; ");

const policies = new Map(
  [true, false].flatMap((framed) =>
    [true, false].map((proves) => [`${framed} ${proves}`, policy(framed, proves)] as const),
  ),
);

/**
 * Returns a subscribers' page: one request, no script, no cookie, under 20 kB. The browser is told to run no script (but that of a proof) and to
 * send the address, which holds the link's secret, to nobody.
 */
export function subscriberPage(page: Page): Response {
  const { words, tab, sender, colour = "evergreen", title, body, postalAddress, status = 200 } = page;
  const { locale, direction, say } = words;
  const { text } = html`<!doctype html>
<html lang="${locale}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${tab} · ${sender ?? "Mailneo"}</title><link rel="icon" href="/icon.svg"><style>${trusted}</style></head>
<body class="${colour}"><div class="band"></div>
<main id="main">${page.logo && html`<img class="logo" src="${page.logo.path}" width="${page.logo.width}" height="${page.logo.height}" alt="">`}${sender && html`<p class="sender">${sender}</p>`}
<div class="card"><h1>${title}</h1>
${body}</div>${postalAddress && html`<p class="address">${postalAddress}</p>`}</main>
<footer>${say("page.madeWith")}</footer>${page.proves && provingScript}</body></html>
`;
  return new Response(text, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        policies.get(`${page.framed === true} ${page.proves === true}`) ?? policy(false, false),
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": page.framed ? "SAMEORIGIN" : "DENY",
      "x-robots-tag": "noindex",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": "camera=(), geolocation=(), microphone=()",
      "cache-control": "private, no-store",
      "content-language": locale,
      vary: "Accept-Language",
    },
  });
}

const trusted = new Html(style);
const provingScript = new Html('<script src="/subscribe/prove.js"></script>');

/** Returns the answer to a form that did something: the page itself, fetched anew, so that a reload sends nothing again. */
export function seePage(path: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location: path, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
}
