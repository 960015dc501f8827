import { z } from "zod";
import { bounded } from "#lib/core/text.ts";
import { parseAddress } from "./address.ts";

/** An address of 254 characters, and blanks that came along when it was pasted. */
const longestTyped = 320;

/** An address in a form: normalised by the one normaliser, or refused in its words. */
export const emailAddress = bounded(longestTyped, {
  missing: "Enter an email address.",
  tooLong: "The address is too long.",
}).transform((text, context): string => {
  const parsed = parseAddress(text);
  if (parsed.ok) return parsed.address;
  context.addIssue({
    code: "custom",
    message: parsed.code === "empty" ? "Enter an email address." : parsed.reason,
  });
  return z.NEVER;
});
