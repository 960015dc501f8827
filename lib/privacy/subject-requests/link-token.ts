import { hmac, type Secret } from "#lib/crypto/hash.ts";
import type { LinkPurpose } from "./look.ts";

/**
 * Returns the secret of a request's mailed link, 256 bits, under the key of all mailed links. It is the same each time, so that a
 * mail composed again never ends the link of the one that went. Store only its hashToken().
 */
export const requestToken = (key: Secret, purpose: LinkPurpose, requestId: string): string =>
  hmac(key, `mn:subject-request:v1:${purpose}`, requestId).toString("base64url");
