import { bounded, roomFor } from "#lib/core/text.ts";

/** A user's name for a passkey: "Work laptop". */
export const passkeyName = bounded(roomFor(60), {
  missing: "Enter a name.",
  tooLong: "At most 60 characters.",
})
  .transform((name) => name.normalize("NFC").replaceAll(/\s+/g, " ").trim())
  .pipe(
    bounded(60, { tooLong: "At most 60 characters." })
      .min(1, "Enter a name.")
      .regex(/^[^\p{Cc}\p{Cf}]*$/u, "Letters, digits and signs only."),
  );
