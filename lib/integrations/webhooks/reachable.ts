import { AppError, invalid } from "#lib/core/errors.ts";
import { env } from "#lib/env.ts";
import { MailHostError, vetHost } from "#lib/mail/smtp/vet-host.ts";

/**
 * Refuses an address whose host has no public address. One text for every reason, because otherwise the form would map a network.
 * @throws AppError invalid
 */
export async function requireReachable(url: string): Promise<void> {
  try {
    await vetHost(hostOf(new URL(url)), { allowPrivate: env().ALLOW_PRIVATE_WEBHOOK_HOSTS });
  } catch (error) {
    if (error instanceof AppError || !(error instanceof MailHostError)) throw error;
    throw invalid({ url: "This host cannot be reached from the internet. Check its name." });
  }
}

/** A host as a resolver takes it: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, "");
