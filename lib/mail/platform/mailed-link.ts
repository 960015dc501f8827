import { deriveKey, hmac } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";

/** The page of each mailed link, to which its token is added. */
export const linkPages = {
  verify_email: "/verify-email/",
  reset_password: "/reset-password/",
  confirm_email: "/change-email/confirm/",
  approve_email: "/change-email/approve/",
  cancel_email: "/change-email/cancel/",
  disown_session: "/not-me/",
  cancel_recovery: "/account-recovery/cancel/",
  invitation: "/invitation/",
  /** Shown to the inviter instead of mailed, so it proves no address. Its seed is the id of the invitation. */
  shown_invitation: "/invitation/",
} as const;

export type LinkPurpose = keyof typeof linkPages;

export const linkPurposes = Object.keys(linkPages) as [LinkPurpose, ...LinkPurpose[]];

/**
 * Returns the secret of a mailed link, 256 bits, from a server key and the seed that its row and job share.
 * So the database, which also holds the waiting job, never holds a link that works. Store only its
 * hashToken().
 */
export function mailedToken(purpose: LinkPurpose, seed: string): string {
  return hmac(deriveKey(env().AUTH_SECRETS[0], "mailed-links"), purpose, seed).toString("base64url");
}

/** Returns the link on the public origin, never on an origin that a request named. */
export function mailedLink(purpose: LinkPurpose, seed: string): string {
  return env().APP_URL + linkPages[purpose] + mailedToken(purpose, seed);
}
