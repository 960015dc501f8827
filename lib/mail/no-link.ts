import type { z } from "zod";
import { linkish } from "./linkish.ts";

/** Refuses a text that the product's own mails show and that holds a link or a number to call. */
export function noLink(given: string | undefined, context: z.RefinementCtx): void {
  if (given !== undefined && linkish(given))
    context.addIssue({
      code: "custom",
      message: "Leave out web addresses, email addresses and telephone numbers.",
    });
}
