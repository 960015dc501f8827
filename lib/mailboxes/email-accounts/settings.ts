import { z } from "zod";
import { bounded, text } from "#lib/core/text.ts";
import { domainOf, parseAddress } from "#lib/mail/address.ts";
import { headerLine } from "#lib/mail/header-line.ts";
import { freemailRefusal } from "./freemail.ts";

/**
 * Settings a user types to connect a server. The password is never trimmed, because spaces may be
 * part of it.
 */
export const smtpSettings = z
  .object({
    label: headerLine(100, "Give the account a name."),
    fromName: headerLine(100, "Enter the name readers see."),
    fromAddress: bounded(320, {
      missing: "Enter an email address.",
      tooLong: "The address is too long.",
    }).transform((text, context) => {
      const parsed = parseAddress(text);
      if (parsed.ok) return parsed.address;
      context.addIssue({ code: "custom", message: parsed.reason });
      return z.NEVER;
    }),
    host: text({ max: 253, missing: "Enter the server's name.", tooLong: "That is not a server's name." })
      .toLowerCase()
      .min(1, "Enter the server's name."),
    port: z.coerce
      .number({ error: "Enter a port." })
      .int("Enter a port.")
      .min(1, "Enter a port.")
      .max(65535, "Enter a port."),
    security: z.enum(["tls", "starttls", "none"], { error: "Choose how the connection is encrypted." }),
    username: text({
      max: 320,
      missing: "Enter the user name.",
      tooLong: "That user name is too long.",
    }).regex(/^[^\p{Cc}]*$/u, "The user name contains a control character."),
    password: bounded(1000, { missing: "Enter the password.", tooLong: "That password is too long." }).regex(
      /^[^\r\n\0]*$/,
      "The password contains a line break.",
    ),
  })
  .superRefine(({ fromAddress, host, username, password }, context) => {
    if (username !== "" && password === "")
      context.addIssue({ code: "custom", path: ["password"], message: "Enter the password." });
    if (username === "" && password !== "")
      context.addIssue({
        code: "custom",
        path: ["username"],
        message: "Enter the user name, or leave the password empty too.",
      });
    const refusal = fromAddress && host ? freemailRefusal(domainOf(fromAddress), host) : null;
    if (refusal) context.addIssue({ code: "custom", path: ["fromAddress"], message: refusal });
  });

export type SmtpSettings = z.output<typeof smtpSettings>;
