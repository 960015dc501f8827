import { contentSecurityPolicy, previewSecurityPolicy } from "./csp.ts";

// Pages with a secret in their address. They send no referrer, not even to our own pages.
const tokenPages =
  /^\/(verify-email|reset-password|change-email|not-me|account-recovery|invitation|confirm|agree|unsubscribe|preferences|subject-requests)\/./;

// The only address that may stand in a frame, and only in ours.
const previewPage = /^\/(?:campaigns|newsletters)\/[^/]+\/preview$/;

const denied = [
  "accelerometer",
  "autoplay",
  "browsing-topics",
  "camera",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "geolocation",
  "gyroscope",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "picture-in-picture",
  "screen-wake-lock",
  "serial",
  "usb",
  "xr-spatial-tracking",
].map((feature) => `${feature}=()`);

const permissions = [
  ...denied,
  "clipboard-write=(self)",
  "publickey-credentials-get=(self)",
  "publickey-credentials-create=(self)",
].join(", ");

/** Returns the headers of every page. `https` is whether the public origin's scheme is https. */
export function securityHeaders(of: {
  pathname: string;
  nonce: string;
  https: boolean;
  development: boolean;
}): Record<string, string> {
  const preview = previewPage.test(of.pathname);
  return {
    "Content-Security-Policy": preview
      ? previewSecurityPolicy
      : contentSecurityPolicy(of.nonce, of.development),
    "Referrer-Policy": tokenPages.test(of.pathname) ? "no-referrer" : "same-origin",
    "Permissions-Policy": permissions,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": preview ? "SAMEORIGIN" : "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    ...(of.https && { "Strict-Transport-Security": "max-age=63072000; includeSubDomains" }),
  };
}
