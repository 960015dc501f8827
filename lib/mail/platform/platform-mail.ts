import { z } from "zod";
import { type Job, job } from "#lib/core/jobs/jobs.ts";
import { logError } from "#lib/core/log.ts";
import { bounded } from "#lib/core/text.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";
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
  /** A page of ours, by path. */
  page: z.object({ label: bounded(60), path: bounded(500).startsWith("/") }).optional(),
  /** A link that proves something. The job knows its seed only; the link is made while sending. */
  link: link.optional(),
  /** A second, quieter one of the same kind, that takes back what the mail tells of. */
  undo: link.optional(),
});

export type PlatformMail = z.input<typeof input>;

/**
 * The product's own mail to one person: `enqueue(platformMail, {…})` inside the command it belongs to, so the mail goes out if and
 * only if the change happened, and nobody can tell by the answer's time whether there was one. Tried for about a day.
 */
export const platformMail: Job<typeof input> = job({
  name: "platform-mail",
  input,
  retryLimit: 90,
  retryDelay: 10,
  concurrency: 4,
  forgottenAfter: 3600, // names, addresses and where somebody signed in from
  run: ({ actor }, mail) => sendPlatformMail(platformTransport(), mail, actor.origin.requestId),
});

/**
 * Hands one mail over. `id` makes its Message-ID, so that a second try is seen to be the same mail.
 * @throws Error when another try may help.
 */
export async function sendPlatformMail(
  transport: MailTransport,
  mail: PlatformMail,
  id: string,
): Promise<void> {
  const from = mailbox(env().MAIL_FROM);
  const { name, address } = mail.to;
  const message = composePlatformMessage({
    from,
    to: { address, ...(name && { name }) },
    subject: mail.subject,
    content: contentOf(mail),
    messageId: `<${sha256(`platform-mail:${id}`).toString("hex").slice(0, 40)}@${from.address.split("@").pop()}>`,
    date: new Date(),
  });

  const sent = await transport.sendRaw(message);
  if (sent.outcome === "sent") return;
  const why = sent.outcome === "failed" ? sent.reply : sent.why;
  const error = new Error(`A platform mail was not sent (${mail.subject}): ${why}`);
  // An address that does not exist will not come into being; everything else is worth another try.
  if (sent.outcome !== "failed" || !sent.permanent || sent.scope !== "recipient") throw error;
  logError(error, { job: "platform-mail", id });
}

function contentOf({ heading, paragraphs, footnote, link, undo, page }: PlatformMail): PlatformContent {
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
    ...(footnote && { footnote }),
  };
}

/** `Name <address>` or an address alone, as MAIL_FROM was checked to be. */
function mailbox(from: string): { name: string; address: string } {
  const [, name = "", address = from] = /^\s*"?([^"<]*?)"?\s*<([^>]+)>\s*$/.exec(from) ?? [];
  return { name: name || "Mailneo", address: address.trim() };
}
