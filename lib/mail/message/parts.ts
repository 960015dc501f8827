import { forcedHeaderText } from "#lib/mail/header-text.ts";
import { afterBodyStart, beforeBodyEnd, htmlToText, pageFrame, sanitiseHtml } from "./html.ts";
import { escapeHtml, parseTemplate, type Template } from "./merge.ts";
import { gmailClips } from "./message-size.ts";
import type { MessageSource } from "./message-source.ts";
import { pictureHtml } from "./picture.ts";
import { plainProblem, plainToHtml, plainToText } from "./plain.ts";

/** Returns the text and HTML parts with their merge fields, each with its footer. @throws MessageTooBig */
export function parts(source: MessageSource): { text: Template; html: Template } {
  const written = source.html?.trim() ? source.html : null;
  const content = sanitiseHtml(written ?? plainMarkup(source.text ?? ""));
  const plain = source.text?.trim() ? plainToText(source.text) : htmlToText(content.html);

  const text = parseTemplate(plain, "text");
  const has = (field: string) => text.some((part) => typeof part !== "string" && part.field === field);
  const shown = Boolean(source.text?.trim()) || (content.hasUnsubscribeLink && content.hasPostalAddress);
  if (!(shown && has("unsubscribe_url") && has("postal_address"))) text.push(...textFooter(source));
  text.push("\n");

  const title = escapeHtml(forcedHeaderText(source.subject, 300)).replace(/\{\{[^{}]*\}\}/g, "");
  const footer = content.hasUnsubscribeLink && content.hasPostalAddress ? "" : footerMark;
  const logo = source.look?.logo;
  const compose = (top: string): Template => {
    const page = content.wholeDocument
      ? `<!doctype html>\n${beforeBodyEnd(afterBodyStart(content.html, top), footer)}`
      : pageFrame(top + (logo ? logoMark : "") + content.html + footer, {
          title,
          preheader: source.preheader,
          colour: source.look?.colour,
        });
    const html: Template = [];
    for (const piece of page.split(marks)) {
      if (piece === footerMark) html.push(...htmlFooter(source));
      else if (piece === topMark) html.push(...htmlTop());
      else if (piece === logoMark && logo)
        html.push(`<p style="margin:0 0 28px">${pictureHtml(logo, source.senderName.trim())}</p>`);
      else html.push(...parseTemplate(piece, "html"));
    }
    return [...html, "\n"];
  };
  const html = compose("");
  // Gmail hides what stands behind its cut, and a reader must find the way out.
  return { text, html: bytesOf(html) > gmailClips ? compose(topMark) : html };
}

// Elements are counted before parsing, because the count is exact for HTML made of plain text.
function plainMarkup(text: string): string {
  const problem = plainProblem(text);
  if (problem) throw problem;
  return plainToHtml(text);
}

// The footer goes in after the template is read, because braces in an address are not a merge field.
const footerMark = "\u0000footer\u0000";
const topMark = "\u0000top\u0000";
const logoMark = "\u0000logo\u0000";
const marks = new RegExp(`(${footerMark}|${topMark}|${logoMark})`);
/** Sentence about the ground: each recipient's own where it is given, otherwise the source's. No author can write this field. */
const reasonField = { field: "footer_reason", fallback: "" };
const unsubscribeField = { field: "unsubscribe_url", fallback: "" };
const preferencesField = { field: "preferences_url", fallback: "" };

function textFooter(source: MessageSource): Template {
  const lines = [source.senderName.trim(), source.postalAddress.trim()].filter(Boolean).join("\n");
  const reason: Template = source.reason
    ? [{ ...reasonField, fallback: source.reason, context: "text" }, "\n"]
    : [];
  const link: Template = [
    "\n\n---\n",
    ...reason,
    `${lines}\n\nUnsubscribe: `,
    { ...unsubscribeField, context: "text" },
  ];
  return source.preferences
    ? [...link, "\nManage your mail: ", { ...preferencesField, context: "text" }]
    : link;
}

function htmlFooter(source: MessageSource): Template {
  const lines = (text: string) => escapeHtml(text.trim()).replace(/\r?\n/g, "<br>");
  const paragraph = '<p style="margin:0 0 8px;display:block!important">';
  const reason: Template = source.reason
    ? [paragraph, { ...reasonField, fallback: lines(source.reason), context: "html" }, "</p>"]
    : [];
  const managing: Template = source.preferences
    ? [
        ' &nbsp; <a href="',
        { ...preferencesField, context: "url" },
        '" style="color:#6b675f;text-decoration:underline">Manage your mail</a>',
      ]
    : [];
  return [
    `<div class="quiet" style="display:block!important;visibility:visible!important;margin:32px 0 0;padding:16px 0 0;border-top:1px solid #e5e1d8;font-size:13px!important;line-height:1.5;color:#6b675f;text-align:left">`,
    ...reason,
    `${paragraph}${lines(source.senderName)}<br>${lines(source.postalAddress)}</p>${paragraph}<a href="`,
    { ...unsubscribeField, context: "url" },
    '" style="color:#6b675f;text-decoration:underline;display:inline!important">Unsubscribe</a>',
    ...managing,
    "</p></div>",
  ];
}

function htmlTop(): Template {
  return [
    '<p class="quiet" style="display:block!important;visibility:visible!important;margin:0 0 16px;font-size:13px!important;line-height:1.5;color:#6b675f"><a href="',
    { ...unsubscribeField, context: "url" },
    '" style="color:#6b675f;text-decoration:underline;display:inline!important">Unsubscribe</a></p>',
  ];
}

// A field counts as a common value would, and the unsubscribe link as the longest.
const bytesOf = (template: Template) =>
  template.reduce(
    (sum, part) =>
      sum + (typeof part === "string" ? Buffer.byteLength(part) : part.field.endsWith("_url") ? 160 : 24),
    0,
  );

/** Returns the bytes of the HTML part with its frame and footer, as Gmail counts them. @throws MessageTooBig */
export const htmlPartBytes = (source: MessageSource): number => bytesOf(parts(source).html);
