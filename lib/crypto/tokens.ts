import { randomBytes, timingSafeEqual } from "node:crypto";
import { hmac, type Secret, secretBytes, sha256 } from "./hash.ts";

/** Names the purpose of a signed link. A link of one kind never verifies as another. */
export type LinkKind = keyof typeof KIND_BYTES;

/** Names the row of a signed link and the workspace to look it up in. Both are lower-case UUIDs. */
export type LinkTarget = { workspaceId: string; id: string };

const KIND_BYTES = { unsubscribe: 1, preferences: 2, confirm: 3, uploadForm: 5, agree: 6 } as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// 48 bytes fill 64 characters to the last bit, so each token has exactly one spelling.
const LINK = /^[A-Za-z0-9_-]{64}$/;
const MAC_BYTES = 16;

/**
 * Returns a random token for links and cookies, base64url: 43 characters for 32 bytes. Store only its
 * hashToken().
 * @throws RangeError under 16 bytes (ASVS 11.5.1).
 */
export function randomToken(bytes = 32): string {
  if (bytes < 16) throw new RangeError("A token needs at least 16 bytes (ASVS 11.5.1).");
  return randomBytes(bytes).toString("base64url");
}

/** Returns the form of a random token that is stored and looked up: SHA-256 of its text, 32 bytes. */
export function hashToken(token: string): Buffer {
  return sha256(token);
}

/**
 * Returns a link token that needs no row of its own. A token does not expire; what it permits is checked
 * against the row it names.
 * 64 characters: base64url of workspace(16) | id(16) | MAC(16). The MAC is HMAC-SHA-256 of the kind and the
 * two ids, cut.
 * @throws TypeError for an id that is not a lower-case UUID, or a key under 32 bytes.
 */
export function signLink(key: Secret, kind: LinkKind, { workspaceId, id }: LinkTarget): string {
  const target = Buffer.concat([uuidBytes(workspaceId), uuidBytes(id)]);
  return Buffer.concat([target, linkMac(key, kind, target)]).toString("base64url");
}

/**
 * Returns the row a link token names, or null unless a given key signed exactly this text as this kind.
 * Several keys are accepted, so that links in mail already sent survive a change of key.
 */
export function verifyLink(
  key: Secret | readonly Secret[],
  kind: LinkKind,
  token: string,
): LinkTarget | null {
  if (typeof token !== "string" || !LINK.test(token)) return null;
  const bytes = Buffer.from(token, "base64url");
  const target = bytes.subarray(0, 32);
  const mac = bytes.subarray(32);

  const keys = Array.isArray(key) ? (key as readonly Secret[]) : [key as Secret];
  const signed = keys.map((each) => timingSafeEqual(linkMac(each, kind, target), mac)).includes(true);
  if (!signed) return null;
  return { workspaceId: formatUuid(target.subarray(0, 16)), id: formatUuid(target.subarray(16)) };
}

/** Names what a signed grant lets its holder do, and how many ids it names. */
const GRANTS = { upload: { byte: 1, ids: 5 } } as const;
export type GrantKind = keyof typeof GRANTS;

/**
 * Returns a token that grants one thing to one holder: base64url of the ids(16 each) | MAC(16). What it names is checked against
 * the rows, so that it ends with them.
 * @throws TypeError for an id that is not a lower-case UUID, another number of ids, or a key under 32 bytes.
 */
export function signGrant(key: Secret, kind: GrantKind, ids: readonly string[]): string {
  if (ids.length !== GRANTS[kind].ids) throw new TypeError("A grant names a fixed number of ids.");
  const target = Buffer.concat(ids.map(uuidBytes));
  return Buffer.concat([target, grantMac(key, kind, target)]).toString("base64url");
}

/** Returns the ids that a grant names, or null unless the key signed exactly this text as this kind. */
export function verifyGrant(key: Secret, kind: GrantKind, token: string): string[] | null {
  const bytes = Buffer.from(token, "base64url");
  const length = GRANTS[kind].ids * 16;
  if (bytes.length !== length + MAC_BYTES || bytes.toString("base64url") !== token) return null;
  const target = bytes.subarray(0, length);
  if (!timingSafeEqual(grantMac(key, kind, target), bytes.subarray(length))) return null;
  return Array.from({ length: GRANTS[kind].ids }, (_, at) =>
    formatUuid(target.subarray(at * 16, at * 16 + 16)),
  );
}

function grantMac(key: Secret, kind: GrantKind, target: Buffer): Buffer {
  if (secretBytes(key) < 32) throw new TypeError("A grant key must be at least 32 bytes.");
  const signed = Buffer.concat([Buffer.from([GRANTS[kind].byte]), target]);
  return hmac(key, "mn:grant:v1", signed).subarray(0, MAC_BYTES);
}

function linkMac(key: Secret, kind: LinkKind, target: Buffer): Buffer {
  if (secretBytes(key) < 32) throw new TypeError("A link key must be at least 32 bytes.");
  const signed = Buffer.concat([Buffer.from([KIND_BYTES[kind]]), target]);
  return hmac(key, "mn:link:v2", signed).subarray(0, MAC_BYTES);
}

function uuidBytes(uuid: string): Buffer {
  if (!UUID.test(uuid)) throw new TypeError("A link names lower-case UUIDs.");
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}

function formatUuid(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
