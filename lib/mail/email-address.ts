import { z } from "zod";
import { parseAddress } from "./address.ts";

/** An address in a form: normalised by the one normaliser, or refused in its words. */
export const emailAddress = z.string("Enter an email address.").transform((text, context): string => {
  const parsed = parseAddress(text);
  if (parsed.ok) return parsed.address;
  context.addIssue({
    code: "custom",
    message: parsed.code === "empty" ? "Enter an email address." : parsed.reason,
  });
  return z.NEVER;
});
