import { randomBytes } from "node:crypto";
import { parseAddress } from "#lib/mail/address.ts";
import { cleanHeaderText, forcedHeaderText } from "#lib/mail/header-text.ts";
import type { RawMessage } from "#lib/mail/smtp/transport.ts";
import { lintMessage, maxName, maxSubject } from "./lint.ts";
import { fillFixed, mergeValue, parseTemplate, quotedPrintable, type Template } from "./merge.ts";
import type { MessageSource } from "./message-source.ts";
import {
  addressField,
  alternative,
  bracketField,
  dateField,
  quotedPrintablePiece,
  rawField,
  textField,
} from "./mime.ts";
import { parts } from "./parts.ts";

declare const compiled: unique symbol;

/** A campaign's message with everything that all recipients share already encoded. Holds no personal data. */
export type CompiledMessage = { readonly [compiled]: true };

type Compiled = {
  envelopeFrom: string;
  from: string;
  /** Header lines that are equal in every copy. */
  head: string;
  subject: Template;
  body: Template;
};

export type RenderInput = {
  to: { name?: string; address: string };
  /** `<hex@domain>`, see `messageId`. */
  messageId: string;
  /** Target of the one-click POST: https, an opaque token, short. */
  unsubscribeUrl: string;
  /** Target of the link in the message, a page for a reader. `unsubscribeUrl` when absent. */
  unsubscribePage?: string;
  /** The recipient's preference page, for a source whose footer links to it. */
  preferencesPage?: string;
  /** `mailto:…`, offered after the link. */
  mailtoUnsubscribe?: string;
  /** Why this recipient gets it, as a sentence; the source's `reason` when absent. */
  reason?: string;
  /** Identifies the delivery in a returned copy when a provider has replaced the Message-ID. */
  deliveryToken?: string;
  merge: Record<string, string>;
  date: Date;
};

/**
 * Composes a campaign once: sanitises the HTML and makes the part the author did not write. Puts sender,
 * postal address and unsubscribe link in both parts, and encodes everything but the merge fields.
 * @throws Error when `lintMessage` reports an error.
 */
export function compileMessage(source: MessageSource): CompiledMessage {
  const problem = lintMessage(source).find((found) => found.level === "error");
  if (problem) throw new Error(`message not fit to send: ${problem.field}: ${problem.message}`);

  const fixed = { postal_address: source.postalAddress.trim(), sender_name: source.senderName.trim() };
  const { text, html } = parts(source);
  const boundary = `=_mn_${randomBytes(12).toString("hex")}`;
  const mime = alternative(boundary);
  const whole = {
    envelopeFrom: address(source.envelopeFrom ?? source.from.address),
    from: addressField("From", {
      name: clean(source.from.name, maxName),
      address: address(source.from.address),
    }),
    head: [
      ...(source.replyTo
        ? [
            addressField("Reply-To", {
              name: clean(source.replyTo.name ?? "", maxName),
              address: address(source.replyTo.address),
            }),
          ]
        : []),
      "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
      bracketField("List-Id", clean(source.listName ?? "", maxName), dotted(source.listId)),
      "Precedence: bulk",
      rawField("Feedback-ID", source.feedbackId.map(feedbackPart).join(":")),
      mime.head,
    ].join("\r\n"),
    subject: fillFixed(parseTemplate(clean(source.subject, maxSubject), "text"), fixed),
    body: [
      mime.start,
      ...quotedPrintable(fillFixed(text, fixed)),
      mime.between,
      ...quotedPrintable(fillFixed(html, fixed)),
      mime.end,
    ],
  } satisfies Compiled;
  return Object.freeze(whole) as unknown as CompiledMessage;
}

/**
 * Returns one recipient's copy as bytes with CRLF, ready to be signed and sent. A contact's data can add no
 * header and break no line.
 * @throws Error for an address, link or id that could not have come from this product.
 */
export function renderMessage(message: CompiledMessage, input: RenderInput): RawMessage {
  const { envelopeFrom, from, head, subject, body } = message as unknown as Compiled;
  const to = address(input.to.address);
  const name = forcedHeaderText(input.to.name ?? "", maxName);
  const values: Record<string, string> = {
    name,
    ...input.merge,
    email: to,
    footer_reason: input.reason ?? "",
    unsubscribe_url: checkedUrl(input.unsubscribePage ?? input.unsubscribeUrl),
    preferences_url: checkedUrl(input.preferencesPage ?? input.unsubscribePage ?? input.unsubscribeUrl),
  };
  const filledSubject = subject
    .map((part) => (typeof part === "string" ? part : mergeValue(part, values)))
    .join("");

  const fields = [
    from,
    addressField("To", { name, address: to }),
    textField("Subject", forcedHeaderText(filledSubject, maxSubject + 100)),
    dateField(input.date),
    `Message-ID: ${checkedId(input.messageId)}`,
    rawField("List-Unsubscribe", unsubscribeUris(input)),
    ...(input.deliveryToken ? [rawField("X-Mailneo-Delivery", feedbackPart(input.deliveryToken))] : []),
    head,
  ].join("\r\n");

  let text = `${fields}\r\n\r\n`;
  for (const part of body)
    text += typeof part === "string" ? part : quotedPrintablePiece(mergeValue(part, values));
  return { envelope: { from: envelopeFrom, to }, raw: Buffer.from(text, "latin1") };
}

function unsubscribeUris(input: RenderInput): string {
  const mailto = input.mailtoUnsubscribe;
  if (mailto !== undefined && !/^mailto:[!-;=?-~]+$/.test(mailto)) throw new Error("not a mailto link");
  // The link comes first, because clients take the left-most URI they know (RFC 2369, 2).
  return `<${checkedUrl(input.unsubscribeUrl)}>${mailto ? `, <${mailto}>` : ""}`;
}

// Plain http is only for this very machine, where no certificate can be had.
function checkedUrl(url: string): string {
  const ours = /^https:\/\/[!-;=?-~]+$|^http:\/\/(?:localhost|127\.0\.0\.1)[:/][!-;=?-~]*$/.test(url);
  if (!ours || url.includes(",") || url.length > 500) throw new Error("not a link for List-Unsubscribe");
  return url;
}

function checkedId(id: string): string {
  if (!/^<[A-Za-z0-9._-]{1,128}@[a-z0-9.-]{1,253}>$/.test(id)) throw new Error("not a Message-ID");
  return id;
}

function address(text: string): string {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(`not an address for a message: ${parsed.reason}`);
  return parsed.address;
}

function clean(text: string, max: number): string {
  const cleaned = cleanHeaderText(text, max);
  if (!cleaned.ok) throw new Error(`not fit for a header: ${cleaned.reason}`);
  return cleaned.text;
}

function dotted(id: string): string {
  if (!/^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/.test(id) || id.length > 255) throw new Error("not a List-Id");
  return id;
}

function feedbackPart(part: string): string {
  if (!/^[A-Za-z0-9._-]{1,128}$/.test(part)) throw new Error("not fit for an identifier header");
  return part;
}
