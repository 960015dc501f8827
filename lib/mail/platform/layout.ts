import { randomBytes } from "node:crypto";
import { parseAddress } from "#lib/mail/address.ts";
import { forcedHeaderText } from "#lib/mail/header-text.ts";
import { pageFrame } from "#lib/mail/message/html.ts";
import { escapeHtml } from "#lib/mail/message/merge.ts";
import {
  addressField,
  alternative,
  dateField,
  quotedPrintablePiece,
  rawField,
  textField,
} from "#lib/mail/message/mime.ts";
import { type Picture, pictureHtml } from "#lib/mail/message/picture.ts";
import type { RawMessage } from "#lib/mail/smtp/transport.ts";

export type PlatformContent = {
  /** The name at the top, where a workspace's sender writes; the product's own when absent. */
  brand?: string;
  /** The sender's color, as #rrggbb; the product's own when absent. White words on it must be readable. */
  colour?: string;
  /** A picture instead of the name at the top. The same address for every reader, so that it counts nobody. */
  logo?: Picture;
  /** What stands over an address in full, in the language of the words. */
  orOpen?: string;
  /** Language of the words, for readers' software; English when absent. */
  locale?: string;
  direction?: "ltr" | "rtl";
  heading: string;
  /** Plain text, never read as markup. */
  paragraphs: string[];
  action?: { label: string; url: string };
  /** A less prominent link under the action, such as "This was not me". */
  undo?: { label: string; url: string };
  /** Shows `action` and `undo` as two buttons of one look. */
  evenly?: true;
  /** A code to type, shown large. */
  code?: string;
  /** Links of one kind, one to a line. */
  links?: { label: string; url: string }[];
  /** A closing remark, such as "You did not ask for this? …". */
  footnote?: string;
};

const ownColour = "#125b41";

/**
 * Returns the product's own mail in the product's look, as HTML and as text that reads well alone.
 * @throws Error for a link that is neither http nor https.
 */
export function platformMessage(content: PlatformContent): { html: string; text: string } {
  const {
    brand = "Mailneo",
    colour,
    logo,
    orOpen = "Or open this address:",
    heading,
    paragraphs,
    action,
    undo,
    evenly,
    code,
    links = [],
    footnote,
  } = content;
  for (const link of [action, undo, ...links])
    if (link && !/^https?:\/\/[!-~]+$/.test(link.url)) throw new Error("not a link for a message");
  const lines = (text: string) => escapeHtml(text).replace(/\r?\n/g, "<br>");
  const body = [
    // A sender's color stands on the button alone: as words it would be too dark for a dark mailbox.
    `<p${colour ? "" : ' class="brand"'} style="margin:0 0 28px;font-size:15px;font-weight:650;letter-spacing:-0.01em${colour ? "" : `;color:${ownColour}`}">${
      logo ? pictureHtml(logo, brand) : escapeHtml(brand)
    }</p>`,
    `<h1 style="margin:0 0 16px;font-size:24px;line-height:1.25;font-weight:650;letter-spacing:-0.01em;color:#1c1b19">${lines(heading)}</h1>`,
    ...paragraphs.map((text) => `<p style="margin:0 0 16px">${lines(text)}</p>`),
    ...(code
      ? [
          `<p style="margin:0 0 16px;font:600 26px/1.4 ui-monospace,Menlo,Consolas,monospace;letter-spacing:0.12em">${escapeHtml(code)}</p>`,
        ]
      : []),
    ...(action ? [evenly ? evenButton(action, orOpen) : button(action, colour ?? ownColour, orOpen)] : []),
    ...(undo ? [evenly ? evenButton(undo, orOpen) : quietLink(undo)] : []),
    ...links.map(quietLink),
    ...(footnote
      ? [
          `<div class="quiet" style="margin:28px 0 0;padding:16px 0 0;border-top:1px solid #e5e1d8;font-size:13px;line-height:1.5;color:#6b675f">${lines(footnote)}</div>`,
        ]
      : []),
  ].join("\n");
  const text = [
    heading,
    ...paragraphs,
    ...(code ? [code] : []),
    ...[action, undo, ...links].flatMap((link) => (link ? [`${link.label}:\n${link.url}`] : [])),
    ...(footnote ? [`---\n${footnote}`] : []),
  ].join("\n\n");
  return {
    html: pageFrame(body, {
      title: escapeHtml(heading),
      preheader: paragraphs[0],
      locale: content.locale,
      direction: content.direction,
    }),
    text: `${text}\n`,
  };
}

/**
 * Returns a platform mail to one user as raw bytes. It says it was made by a machine (RFC 3834 5), so that no
 * vacation message replies. It carries no List-Unsubscribe, because users cannot unsubscribe from their own
 * account.
 * @throws Error for an address out of form.
 */
export function composePlatformMessage(of: {
  from: { name: string; address: string };
  to: { name?: string; address: string };
  replyTo?: string;
  subject: string;
  content: PlatformContent;
  messageId: string;
  date: Date;
}): RawMessage {
  const { html, text } = platformMessage(of.content);
  const from = parseAddress(of.from.address);
  const to = parseAddress(of.to.address);
  const replyTo = of.replyTo ? parseAddress(of.replyTo) : null;
  if (!from.ok) throw new Error(`sender: ${from.reason}`);
  if (!to.ok) throw new Error(`recipient: ${to.reason}`);
  const mime = alternative(`=_mn_${randomBytes(12).toString("hex")}`);
  const head = [
    addressField("From", { name: forcedHeaderText(of.from.name, 100), address: from.address }),
    addressField("To", { name: forcedHeaderText(of.to.name ?? "", 100), address: to.address }),
    ...(replyTo?.ok ? [addressField("Reply-To", { name: "", address: replyTo.address })] : []),
    textField("Subject", forcedHeaderText(of.subject, 200)),
    dateField(of.date),
    rawField("Message-ID", of.messageId),
    "Auto-Submitted: auto-generated",
    "X-Auto-Response-Suppress: All",
    mime.head,
  ].join("\r\n");
  const body = mime.start + quotedPrintablePiece(text) + mime.between + quotedPrintablePiece(html) + mime.end;
  return {
    envelope: { from: from.address, to: to.address },
    raw: Buffer.from(`${head}\r\n\r\n${body}`, "latin1"),
  };
}

function button(action: { label: string; url: string }, colour: string, orOpen: string): string {
  const url = escapeHtml(action.url);
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 20px"><tr><td style="border-radius:6px;background:${colour}"><a class="button" href="${url}" style="display:inline-block;padding:11px 20px;font-size:15px;font-weight:600;color:#ffffff;text-decoration:none">${escapeHtml(action.label)}</a></td></tr></table>
<p style="margin:0 0 16px;font-size:13px;line-height:1.5;color:#6b675f" class="quiet">${escapeHtml(orOpen)}<br><a href="${url}" style="color:#6b675f;word-break:break-all">${url}</a></p>`;
}

function evenButton(action: { label: string; url: string }, orOpen: string): string {
  const url = escapeHtml(action.url);
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 12px"><tr><td style="border-radius:6px;border:1px solid #6b675f"><a href="${url}" style="display:inline-block;padding:10px 20px;font-size:15px;font-weight:600;color:#1c1b19;text-decoration:none" class="even">${escapeHtml(action.label)}</a></td></tr></table>
<p style="margin:0 0 16px;font-size:13px;line-height:1.5;color:#6b675f" class="quiet">${escapeHtml(orOpen)}<br><a href="${url}" style="color:#6b675f;word-break:break-all">${url}</a></p>`;
}

function quietLink({ label, url }: { label: string; url: string }): string {
  const href = escapeHtml(url);
  return `<p style="margin:0 0 16px;font-size:13px;line-height:1.5;color:#6b675f" class="quiet">${escapeHtml(label)}:<br><a href="${href}" style="color:#6b675f;word-break:break-all">${href}</a></p>`;
}
