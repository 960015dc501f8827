import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";
import { sha256 } from "./hash.ts";

export type ApiKeyMode = "live" | "test";

/**
 * Holds what may be stored and shown of a key: `id` for look-up, `hash` (SHA-256 of the whole key) and the
 * last 4 characters.
 */
export type ApiKeyParts = { mode: ApiKeyMode; id: string; hash: Buffer; lastFour: string };

/** Matches API keys in any text; published for secret scanners. */
export const API_KEY_PATTERN = String.raw`\bmn_(live|test)_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}\b`;

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const KEY = /^mn_(live|test)_([0-9A-Za-z]{10})_[0-9A-Za-z]{38}$/;
const CHECKSUM_LENGTH = 6;

/**
 * Returns a new key `mn_live_<10 id>_<32 secret><6 checksum>` in base62, with 190 bits of secret. `key` is
 * shown once and never stored.
 */
export function generateApiKey(mode: ApiKeyMode): ApiKeyParts & { key: string } {
  const id = randomBase62(10);
  const body = `mn_${mode}_${id}_${randomBase62(32)}`;
  const key = body + checksum(body);
  return { key, ...partsOf(key, mode, id) };
}

/**
 * Returns the parts of a key, or null for a text that cannot be one. The checksum refuses typing mistakes
 * before any look-up.
 */
export function parseApiKey(text: string): ApiKeyParts | null {
  const match = typeof text === "string" ? KEY.exec(text) : null;
  if (!match) return null;
  const [, mode, id] = match as unknown as [string, ApiKeyMode, string];
  const body = text.slice(0, -CHECKSUM_LENGTH);
  // The checksum is no secret, because anyone can compute it from the key. A plain comparison reveals
  // nothing.
  return checksum(body) === text.slice(-CHECKSUM_LENGTH) ? partsOf(text, mode, id) : null;
}

/** Returns the keys in any text, at most `most`, each once. The checksum leaves out what only looks like one. */
export function keysIn(text: string, most: number): ApiKeyParts[] {
  const found = new Map<string, ApiKeyParts>();
  for (const [candidate] of text.matchAll(new RegExp(API_KEY_PATTERN, "g"))) {
    const parts = found.size < most ? parseApiKey(candidate) : null;
    if (parts) found.set(candidate, parts);
  }
  return [...found.values()];
}

function partsOf(key: string, mode: ApiKeyMode, id: string): ApiKeyParts {
  return { mode, id, hash: sha256(key), lastFour: key.slice(-4) };
}

function randomBase62(length: number): string {
  return Array.from({ length }, () => BASE62.charAt(randomInt(62))).join("");
}

function checksum(body: string): string {
  let rest = crc32(body);
  let digits = "";
  for (let i = 0; i < CHECKSUM_LENGTH; i++) {
    digits = BASE62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
