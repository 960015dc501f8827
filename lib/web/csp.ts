import { randomBytes } from "node:crypto";

/** Returns a nonce of 128 bits, new for every response (CSP3 8.1). */
export const newNonce = () => randomBytes(16).toString("base64");

/** Returns the policy of every page: our own files only, scripts only by nonce. `development` lets Next's overlay work. */
export function contentSecurityPolicy(nonce: string, development = false): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "manifest-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
}

/** The policy of a campaign's preview, a member's own HTML in a frame of ours. It looks like mail and can do nothing. */
export const previewSecurityPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  // Ours too, where the product runs without TLS: a sender's logo is served from here.
  "img-src 'self' https: data:",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "sandbox allow-popups allow-popups-to-escape-sandbox",
].join("; ");
