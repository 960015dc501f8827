import type { Once } from "#lib/core/once/once.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { typedValues } from "./form-input.ts";

/** Returns the one-time key of a form with the digest of what it says, or undefined for a form without one. */
export function onceOf(data: FormData): Once | undefined {
  const key = data.get("onceKey");
  if (typeof key !== "string" || !/^[0-9a-f]{32}$/.test(key)) return undefined;
  const said = Object.entries(typedValues(data)).sort(([a], [b]) => (a < b ? -1 : 1));
  return { key, said: sha256(JSON.stringify(said)), again: data.has("onceAgain") };
}
