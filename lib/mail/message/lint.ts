import { parseAddress } from "#lib/mail/address.ts";
import { cleanHeaderText } from "#lib/mail/header-text.ts";
import { fakesReply } from "./fake-reply.ts";
import { nearestField, ownField } from "./foreign-fields.ts";
import { sanitiseHtml } from "./html.ts";
import { parseTemplate } from "./merge.ts";
import { gmailClips, MessageTooBig } from "./message-size.ts";
import { builtInFields, type MessageSource } from "./message-source.ts";
import { htmlPartBytes } from "./parts.ts";
import { plainProblem, plainToHtml } from "./plain.ts";

export type MessageProblem = {
  /** An error keeps the message from being sent; a warning is advice. */
  level: "error" | "warning";
  code:
    | "subject-empty"
    | "subject-text"
    | "subject-reply"
    | "sender"
    | "reply-to"
    | "postal-address"
    | "content-empty"
    | "unknown-field"
    | "broken-field"
    | "link"
    | "removed"
    | "image-alt"
    | "size";
  /** The form field the problem is shown beside. */
  field:
    | "subject"
    | "preheader"
    | "html"
    | "text"
    | "fromName"
    | "fromAddress"
    | "replyTo"
    | "senderName"
    | "postalAddress";
  message: string;
};

export const maxSubject = 200;
export const maxName = 100;
const maxBytes = 1_000_000;

/** Returns everything that the author should know about a message before it is sent. Errors come first. */
export function lintMessage(source: MessageSource): MessageProblem[] {
  const problems = [
    ...lintSender(source),
    ...lintSubject(source),
    ...lintContent(source),
    ...lintFields(source),
  ];
  return problems.sort((a, b) => Number(a.level === "warning") - Number(b.level === "warning"));
}

function* lintSender(source: MessageSource): Generator<MessageProblem> {
  const name = cleanHeaderText(source.from.name, maxName);
  if (!name.ok) yield error("sender", "fromName", name.reason);
  const from = parseAddress(source.from.address);
  if (!from.ok) yield error("sender", "fromAddress", from.reason);
  const replyTo = source.replyTo ? parseAddress(source.replyTo.address) : null;
  if (replyTo && !replyTo.ok) yield error("reply-to", "replyTo", replyTo.reason);
  const replyName = cleanHeaderText(source.replyTo?.name ?? "", maxName);
  if (!replyName.ok) yield error("reply-to", "replyTo", replyName.reason);
  if (source.senderName.trim() === "") yield error("sender", "senderName", "Say who is sending.");
  // CAN-SPAM 15 U.S.C. 7704(a)(5)(A)(iii).
  if (source.postalAddress.trim() === "") {
    yield error(
      "postal-address",
      "postalAddress",
      "Every message carries the sender's postal address. Enter yours.",
    );
  }
}

function* lintSubject({ subject }: MessageSource): Generator<MessageProblem> {
  if (subject.trim() === "") yield error("subject-empty", "subject", "Enter a subject.");
  const clean = cleanHeaderText(subject, maxSubject);
  if (!clean.ok) yield error("subject-text", "subject", clean.reason);
  // CAN-SPAM 7704(a)(2) forbids misleading subjects, and a subject that fakes a conversation misleads.
  if (fakesReply(subject)) {
    yield error(
      "subject-reply",
      "subject",
      "The subject poses as an answer or a forwarded message. Begin with what the message is about.",
    );
  }
}

function* lintContent(source: MessageSource): Generator<MessageProblem> {
  const { html = "", text = "" } = source;
  if (html.trim() === "" && text.trim() === "") {
    yield error("content-empty", "text", "Write the message.");
    return;
  }
  const bytes = Buffer.byteLength(html) + Buffer.byteLength(text);
  if (bytes > maxBytes) {
    yield error(
      "size",
      html ? "html" : "text",
      "The message is larger than 1 MB. Host images elsewhere and link to them.",
    );
    return;
  }
  if (html === "") {
    const problem = plainProblem(text);
    if (problem) {
      yield error("size", "text", problem.message);
      return;
    }
  } else {
    const problems = [...lintHtml(html)];
    yield* problems;
    if (problems.some(({ code, level }) => code === "size" && level === "error")) return;
  }
  yield* lintClip(source);
}

// The frame and footer of a message have some 3 kB, so only a message near the limit is composed to be measured.
function* lintClip(source: MessageSource): Generator<MessageProblem> {
  const html = source.html?.trim() ? source.html : plainToHtml(source.text ?? "");
  const written = Buffer.byteLength(html);
  if (written < gmailClips * 0.6) return;
  const bytes = written > gmailClips * 1.5 ? written : htmlPartBytes(source);
  if (bytes <= gmailClips) return;
  yield warning(
    "size",
    source.html?.trim() ? "html" : "text",
    `Gmail cuts messages off after 102 kB, and this one has ${Math.ceil(bytes / 1024)} kB. An unsubscribe link stands at its top too. Shorten it, and link to the rest.`,
  );
}

function* lintHtml(html: string): Generator<MessageProblem> {
  const found = sanitised(html);
  if (found instanceof MessageTooBig) {
    yield error("size", "html", found.message);
    return;
  }
  const { badLinks, removed, imagesWithoutAlt } = found;
  for (const link of badLinks) {
    yield error("link", "html", `The link “${link}” does not start with https://, http://, mailto: or tel:.`);
  }
  if (removed.length > 0) {
    yield warning(
      "removed",
      "html",
      `Taken out, because mail readers do not run or show it: ${removed.slice(0, 10).join(", ")}.`,
    );
  }
  if (imagesWithoutAlt > 0) {
    yield warning(
      "image-alt",
      "html",
      `${imagesWithoutAlt === 1 ? "One image has" : `${imagesWithoutAlt} images have`} no alt text for readers who do not see images.`,
    );
  }
}

function sanitised(html: string) {
  try {
    return sanitiseHtml(html);
  } catch (error) {
    if (error instanceof MessageTooBig) return error;
    throw error;
  }
}

function* lintFields(source: MessageSource): Generator<MessageProblem> {
  const known = new Set<string>(
    [...builtInFields, ...(source.mergeFields ?? [])].map((name) => name.toLowerCase()),
  );
  for (const field of ["subject", "preheader", "html", "text"] as const) {
    const template = parseTemplate(source[field] ?? "", "text");
    const unknown = template.flatMap((part) =>
      typeof part !== "string" && !known.has(part.field) ? [part.field] : [],
    );
    for (const name of new Set(unknown)) {
      const meant = ownField(name) ?? nearestField(name, known);
      const hint = meant && known.has(meant) ? ` Did you mean {{${meant}}}?` : "";
      yield error("unknown-field", field, `There is no field called “${name}”.${hint}`);
    }
    if (
      template.some((part) => typeof part === "string" && /\{\{|\}\}/.test(part) && !/<style/i.test(part))
    ) {
      yield warning(
        "broken-field",
        field,
        "Two braces stand without a field between them, like {{first_name}}.",
      );
    }
  }
}

type Place = MessageProblem["field"];

function error(code: MessageProblem["code"], field: Place, message: string): MessageProblem {
  return { level: "error", code, field, message };
}

function warning(code: MessageProblem["code"], field: Place, message: string): MessageProblem {
  return { level: "warning", code, field, message };
}
