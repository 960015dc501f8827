import { readFileSync } from "node:fs";
import { logError } from "#lib/core/log.ts";
import { type KeyRing, parseKeyRing } from "#lib/crypto/key-ring.ts";
import { env } from "#lib/env.ts";

let known: { text: string; ring: KeyRing } | undefined;

/**
 * The key ring, for unwrapping what names this key of it. A key nobody told this process of is looked up in Mailneo's own file: a rotation
 * puts a new key there before it uses it, so no process has to be started anew.
 */
export function ringWith(keyId: string): KeyRing {
  known ??= parsed(env().ENCRYPTION_KEYS);
  return known.ring.keys.has(keyId) ? known.ring : freshKeyRing();
}

/** The key ring as it is now: for making a data key, which should be wrapped by the newest. */
export function freshKeyRing(): KeyRing {
  const text = ringText();
  if (known?.text !== text) known = parsed(text);
  return known.ring;
}

/** The ring in the form of ENCRYPTION_KEYS: from the file the start script names, else what this process was started with. */
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
