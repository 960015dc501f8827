import { deriveKey, hmac } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";

const pages = {
  verify_email: "/verify-email/",
  reset_password: "/reset-password/",
  confirm_email: "/change-email/confirm/",
  approve_email: "/change-email/approve/",
  cancel_email: "/change-email/cancel/",
  disown_session: "/not-me/",
  cancel_recovery: "/account-recovery/cancel/",
  invitation: "/invitation/",
} as const;

export type LinkPurpose = keyof typeof pages;

export const linkPurposes = Object.keys(pages) as [LinkPurpose, ...LinkPurpose[]];

/**
 * The secret of a link we mail, from the seed its row and its job share: 256 bits under a key of ours. So the database, where the
 * waiting job lies too, never holds a link that works. Store hashToken() of it.
 */
export function mailedToken(purpose: LinkPurpose, seed: string): string {
  return hmac(deriveKey(env().AUTH_SECRETS[0], "mailed-links"), purpose, seed).toString("base64url");
}

/** The link itself, on the public origin, never on one a request named. */
export function mailedLink(purpose: LinkPurpose, seed: string): string {
  return env().APP_URL + pages[purpose] + mailedToken(purpose, seed);
}
