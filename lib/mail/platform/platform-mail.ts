import { z } from "zod";
import { cutText } from "#lib/core/cut-text.ts";
import { type Job, job } from "#lib/core/jobs/jobs.ts";
import { logError } from "#lib/core/log.ts";
import { bounded } from "#lib/core/text.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";
import type { SendOutcome, Withheld } from "#lib/mail/smtp/outcome.ts";
import type { MailTransport } from "#lib/mail/smtp/transport.ts";
import { composePlatformMessage, type PlatformContent } from "./layout.ts";
import { linkPurposes, mailedLink } from "./mailed-link.ts";
import { platformTransport } from "./platform-transport.ts";

const words = bounded(1000);

const link = z.object({
  label: bounded(60),
  purpose: z.enum(linkPurposes),
  seed: bounded(100),
});

const input = z.object({
  to: z.object({ name: bounded(200).optional(), address: bounded(254) }),
  subject: bounded(200),
  heading: words,
  paragraphs: z.array(words).max(10),
  footnote: words.optional(),
  /** A page of the product, by path. */
  page: z.object({ label: bounded(60), path: bounded(500).startsWith("/") }).optional(),
  /** A link that carries a secret. The job holds only its seed; the link is made while sending. */
  link: link.optional(),
  /** A second, less prominent link of the same kind, which undoes what the mail reports. */
  undo: link.optional(),
  /** Gives both links the same weight, where neither is the likelier one. */
  evenly: z.literal(true).optional(),
});

export type PlatformMail = z.input<typeof input>;

const spec = {
  input,
  retryLimit: 90,
  retryDelay: 10,
  ends: "One message to the platform's own mail server.",
  forgottenAfter: 3600, // it holds names, addresses and the places of sign-ins
  run: ({ actor }, mail) => sendPlatformMail(platformTransport(), mail, actor.origin.requestId),
} satisfies Omit<Job<typeof input>, "name">;

/**
 * Sends the product's own mail to one user. The command that causes it calls `enqueue(platformMail, {…})`, so
 * that the mail goes out if and only if the change happened. The time of the reply does not reveal whether
 * there was a mail.
 * Tries go on for about a day.
 */
export const platformMail: Job<typeof input> = job({
  ...spec,
  name: "platform-mail",
  mails: true,
  concurrency: 4,
  concurrencyPerWorkspace: 2,
});

/**
 * Sends the mail of sign-ups and invitations, to addresses that may have no account. It has a queue of its own, so that a
 * flood of sign-ups delays no user's security mail.
 */
export const newcomerMail: Job<typeof input> = job({
  ...spec,
  name: "newcomer-mail",
  concurrency: 2,
  concurrencyPerWorkspace: 1,
  turns: true,
});

/**
 * Hands one mail over to the server. Its Message-ID derives from `id`, so that a second try is seen to be the
 * same mail.
 * @throws Error when another try may help.
 */
export async function sendPlatformMail(
  transport: MailTransport,
  mail: PlatformMail,
  id: string,
): Promise<void> {
  await sendContent(transport, { to: mail.to, subject: mail.subject, content: contentOf(mail) }, id);
}

export type OutgoingContent = {
  to: { name?: string | undefined; address: string };
  subject: string;
  content: PlatformContent;
  /** The workspace's sender that writes, which stands with the product's name in front of the product's own address. */
  fromName?: string | undefined;
  replyTo?: string | null | undefined;
};

/**
 * Hands composed content over to the server, as `sendPlatformMail` does, and returns its Message-ID.
 * @throws Error when another try may help.
 */
export async function sendContent(
  transport: MailTransport,
  mail: OutgoingContent,
  id: string,
): Promise<string> {
  const { sent, messageId } = await handOver(transport, mail, id, () => true);
  if (sent.outcome === "sent" || sent.outcome === "withheld") return messageId;
  const why = sent.outcome === "failed" ? sent.reply : sent.why;
  const error = new Error(`A platform mail was not sent (${mail.subject}): ${why}`);
  // A recipient refused for good is not tried again, because the address will not appear. The rest are.
  if (sent.outcome !== "failed" || !refusedForGood(sent)) throw error;
  logError(error, { job: "platform-mail", id });
  return messageId;
}

/** Returns whether a failure is the recipient's and for good, so that no later try can help. */
export const refusedForGood = (sent: Extract<SendOutcome, { outcome: "failed" }>) =>
  sent.permanent && sent.scope === "recipient";

/** Hands composed content over once and returns what became of it. `holds` is asked just before the message's first byte. */
export async function handOver(
  transport: MailTransport,
  mail: OutgoingContent,
  id: string,
  holds: () => boolean,
): Promise<{ sent: SendOutcome | Withheld; messageId: string }> {
  const from = mailbox(env().MAIL_FROM);
  const { name, address } = mail.to;
  const messageId = `<${sha256(`platform-mail:${id}`).toString("hex").slice(0, 40)}@${from.address.split("@").pop()}>`;
  const message = composePlatformMessage({
    from: { address: from.address, name: mail.fromName === undefined ? from.name : bySender(mail.fromName) },
    to: { address, ...(name && { name }) },
    ...(mail.replyTo && { replyTo: mail.replyTo }),
    subject: mail.subject,
    content: mail.content,
    messageId,
    date: new Date(),
  });
  return { sent: await transport.sendRaw(message, holds), messageId };
}

function contentOf({
  heading,
  paragraphs,
  footnote,
  link,
  undo,
  page,
  evenly,
}: PlatformMail): PlatformContent {
  const made = (of: NonNullable<typeof link>) => ({
    label: of.label,
    url: mailedLink(of.purpose, of.seed),
  });
  const action = link ? made(link) : page && { label: page.label, url: env().APP_URL + page.path };
  return {
    heading,
    paragraphs,
    ...(action && { action }),
    ...(undo && { undo: made(undo) }),
    ...(evenly && { evenly }),
    ...(footnote && { footnote }),
  };
}

/** The most characters of a workspace's sender, so that what follows is never cut. */
const MOST_SENDER = 60;

/**
 * Returns how a workspace's sender stands over the product's own mail. The product's name follows, so that the mail passes for
 * nobody else's; a sender who takes that name for themselves stands without one.
 */
export function bySender(sender: string): string {
  const product = mailbox(env().MAIL_FROM).name;
  const letters = (name: string) =>
    name
      .normalize("NFKC")
      .replace(/[^\p{L}]/gu, "")
      .toLowerCase();
  const named = letters(sender) && !letters(sender).includes(letters(product) || "mailneo");
  return `${named ? cutText(sender, MOST_SENDER) : "A sender"} via ${product}`;
}

/** Reads `Name <address>` or an address alone, the two forms that the check of MAIL_FROM allows. */
export function mailbox(from: string): { name: string; address: string } {
  const [, name = "", address = from] = /^\s*"?([^"<]*?)"?\s*<([^>]+)>\s*$/.exec(from) ?? [];
  return { name: name || "Mailneo", address: address.trim() };
}
