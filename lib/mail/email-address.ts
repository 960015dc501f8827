import { z } from "zod";
import { bounded } from "#lib/core/text.ts";
import { parseAddress } from "./address.ts";

/** Allows an address of 254 characters and the blanks that were pasted with it. */
const longestTyped = 320;

/** Parses an address in a form with `parseAddress`, whose reason becomes the field's message. */
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
