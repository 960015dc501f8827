import { streamSafe } from "#lib/core/stream-safe.ts";
import { forcedHeaderText } from "#lib/mail/header-text.ts";
import { limits } from "./limits.ts";

/**
 * Returns an excerpt of hostile text that is safe to show, store and export: one line, no
 * overrides, at most 120 characters.
 */
export function excerpt(text: string): string {
  if (text.trim() === "") return "";
  const clean = forcedHeaderText(streamSafe(text.slice(0, limits.excerpt * 4)), limits.excerpt + 1);
  const characters = [...clean];
  return characters.length > limits.excerpt ? `${characters.slice(0, limits.excerpt - 1).join("")}…` : clean;
}
