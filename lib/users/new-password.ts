import { z } from "zod";
import { checkPassword } from "#lib/passwords/policy.ts";

/** A password to choose, judged without knowing whose: so its message comes together with those of the other fields. */
export const newPassword = z
  .string("Choose a password.")
  .min(1, { error: "Choose a password.", abort: true })
  .max(1000, { error: "That is longer than a password may be.", abort: true })
  .superRefine((password, context) => {
    const problem = checkPassword(password);
    if (problem) context.addIssue({ code: "custom", message: problem });
  });
