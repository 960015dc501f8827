import { bounded } from "#lib/core/text.ts";
import { checkPassword } from "./policy.ts";

/**
 * A password to choose, checked without knowing its user, so that its message comes together with those of the
 * other fields.
 */
export const newPassword = bounded(1000, {
  missing: "Choose a password.",
  tooLong: "That is longer than a password may be.",
})
  .min(1, { error: "Choose a password.", abort: true })
  .superRefine((password, context) => {
    const problem = checkPassword(password);
    if (problem) context.addIssue({ code: "custom", message: problem });
  });
