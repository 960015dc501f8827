import { readFileSync } from "node:fs";
import { logError } from "#lib/core/log.ts";
import { type KeyRing, parseKeyRing } from "#lib/crypto/key-ring.ts";
import { env } from "#lib/env.ts";

let known: { text: string; ring: KeyRing } | undefined;

/**
 * Returns the key ring for unwrapping with the key `keyId`. A key unknown to this process is looked up in Mailneo's own file.
 * A rotation writes a new key there before using it, so that no process has to restart.
 */
export function ringWith(keyId: string): KeyRing {
  known ??= parsed(env().ENCRYPTION_KEYS);
  return known.ring.keys.has(keyId) ? known.ring : freshKeyRing();
}

/** Returns the newest key ring, for making a data key, which the newest ring key should wrap. */
export function freshKeyRing(): KeyRing {
  const text = ringText();
  if (known?.text !== text) known = parsed(text);
  return known.ring;
}

/**
 * Returns the ring in the form of ENCRYPTION_KEYS, read from MAILNEO_SECRETS_FILE where that is set. Otherwise, and when the
 * file cannot be read, it returns the ring this process already knows; an unreadable file is logged.
 */
export function ringText(): string {
  const file = env().MAILNEO_SECRETS_FILE;
  if (!file) return env().ENCRYPTION_KEYS;
  try {
    const { encryptionKeys } = JSON.parse(readFileSync(file, "utf8")) as { encryptionKeys?: unknown };
    parseKeyRing(String(encryptionKeys));
    return String(encryptionKeys);
  } catch (error) {
    logError(new Error("The key ring's file cannot be read.", { cause: (error as { code?: string }).code }), {
      in: "key ring",
    });
    return known?.text ?? env().ENCRYPTION_KEYS;
  }
}

const parsed = (text: string) => ({ text, ring: parseKeyRing(text) });
