import { randomBytes, timingSafeEqual } from "node:crypto";
import { hmac, type Secret, secretBytes, sha256 } from "./hash.ts";

/** What a signed link is for. A link of one kind never verifies as another. */
export type LinkKind = keyof typeof KIND_BYTES;

const KIND_BYTES = { unsubscribe: 1, preferences: 2, confirm: 3, upload: 4 } as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// 33 bytes fill 44 characters to the last bit, so each token has exactly one spelling.
const LINK = /^[A-Za-z0-9_-]{44}$/;
const MAC_BYTES = 16;

/** A random token for links and cookies, base64url: 43 characters for 32 bytes. Store hashToken() of it. */
export function randomToken(bytes = 32): string {
  if (bytes < 16) throw new RangeError("A token needs at least 16 bytes (ASVS 11.5.1).");
  return randomBytes(bytes).toString("base64url");
}

/** What is stored of a random token and looked up by: SHA-256 of its text, 32 bytes. */
export function hashToken(token: string): Buffer {
  return sha256(token);
}

/**
 * A link token without a row of its own: base64url of kind(1) | uuid(16) | HMAC-SHA-256 cut to 16 bytes. 44 characters.
 * It does not expire; what it may do is checked against the row it names.
 * @throws TypeError for an id that is not a lower-case UUID, or a key under 32 bytes.
 */
export function signLink(key: Secret, kind: LinkKind, id: string): string {
  if (!UUID.test(id)) throw new TypeError("A link names a lower-case UUID.");
  const head = Buffer.from([KIND_BYTES[kind], ...Buffer.from(id.replaceAll("-", ""), "hex")]);
  return Buffer.concat([head, linkMac(key, head)]).toString("base64url");
}

/**
 * The id a link token names, or null when it is not a token of this kind signed by this key, letter for letter.
 * Takes several keys so that links in mail already sent outlive a change of key.
 */
export function verifyLink(key: Secret | readonly Secret[], kind: LinkKind, token: string): string | null {
  if (typeof token !== "string" || !LINK.test(token)) return null;
  const bytes = Buffer.from(token, "base64url");
  const head = bytes.subarray(0, 17);
  const mac = bytes.subarray(17);

  const keys = Array.isArray(key) ? (key as readonly Secret[]) : [key as Secret];
  const signed = keys.map((each) => timingSafeEqual(linkMac(each, head), mac)).includes(true);
  return signed && head[0] === KIND_BYTES[kind] ? formatUuid(head.subarray(1)) : null;
}

function linkMac(key: Secret, head: Buffer): Buffer {
  if (secretBytes(key) < 32) throw new TypeError("A link key must be at least 32 bytes.");
  return hmac(key, "mn:link:v1", head).subarray(0, MAC_BYTES);
}

function formatUuid(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
