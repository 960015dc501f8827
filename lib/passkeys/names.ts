import { z } from "zod";

/** What people call a passkey: "Work laptop". */
export const passkeyName = z
  .string("Enter a name.")
  .transform((name) => name.normalize("NFC").replaceAll(/\s+/g, " ").trim())
  .pipe(
    z
      .string()
      .min(1, "Enter a name.")
      .max(60, "At most 60 characters.")
      .regex(/^[^\p{Cc}\p{Cf}]*$/u, "Letters, digits and signs only."),
  );
