import { randomBytes } from "node:crypto";
import { cutText } from "#lib/core/cut-text.ts";

/** `id` tells two messages with the same words apart. */
export type FlashMessage = { id: string; message: string; tone: "ok" | "danger" };

/** Returns the cookie's value: base64url of JSON, at most a few hundred bytes. */
export function writeFlash(message: string, tone: FlashMessage["tone"]): string {
  const flash = [randomBytes(6).toString("base64url"), tone, cutText(message, 500)];
  return Buffer.from(JSON.stringify(flash)).toString("base64url");
}

/**
 * Reads a cookie's message, or null when the product did not write it. React escapes the words, because a user can
 * edit a cookie.
 */
export function readFlash(value: string | undefined): FlashMessage | null {
  if (!value || value.length > 3000) return null;
  try {
    const flash: unknown = JSON.parse(Buffer.from(value, "base64url").toString());
    if (!Array.isArray(flash)) return null;
    const [id, tone, message] = flash;
    if (typeof id !== "string" || typeof message !== "string" || (tone !== "ok" && tone !== "danger"))
      return null;
    return { id, tone, message };
  } catch {
    return null;
  }
}
