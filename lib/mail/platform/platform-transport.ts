import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { env } from "#lib/env.ts";
import type { Security } from "#lib/mail/smtp/connection.ts";
import { type MailTransport, openTransport } from "#lib/mail/smtp/transport.ts";
import { vetHost } from "#lib/mail/smtp/vet-host.ts";

/** What hands the product's own mail over. */
export type PlatformTransport = MailTransport;

let open: MailTransport | undefined;

/** Returns the transport of SMTP_URL, kept open between mails. */
export function platformTransport(): MailTransport {
  open ??= openPlatformTransport(env().SMTP_URL);
  return open;
}

/**
 * Opens a transport from a URL. `smtps:` is encrypted from the first byte; `smtp:` must upgrade (STARTTLS).
 * Plain text is only for a server on this machine or a private network without a password, such as the local
 * mailbox.
 */
export function openPlatformTransport(smtpUrl: string): MailTransport {
  const url = new URL(smtpUrl);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const username = decodeURIComponent(url.username);
  return openTransport({
    vetted: () => vetHost(host, { allowPrivate: true }),
    port: Number(url.port) || (url.protocol === "smtps:" ? 465 : 587),
    security: securityOf(url, host),
    ...(username && { username, password: decodeURIComponent(url.password) }),
    pool: { maxConnections: 4 },
  });
}

function securityOf(url: URL, host: string): Security {
  if (url.protocol === "smtps:") return "tls";
  return isLocal(host) && !url.username ? "none" : "starttls";
}

/**
 * Returns true for a private or loopback address, or a name without a dot, which only a local resolver knows.
 */
function isLocal(host: string): boolean {
  if (isIP(host) === 0) return !host.includes(".");
  return ["loopback", "private", "uniqueLocal"].includes(ipaddr.process(host).range());
}
