import { z } from "zod";
import { domainOf, parseAddress } from "#lib/mail/address.ts";
import { cleanHeaderText } from "#lib/mail/header-text.ts";
import { freemailRefusal } from "./freemail.ts";

const line = (max: number, empty: string) =>
  z.string({ error: empty }).transform((text, context) => {
    const clean = cleanHeaderText(text, max);
    if (clean.ok && clean.text !== "") return clean.text;
    context.addIssue({ code: "custom", message: clean.ok ? empty : clean.reason });
    return z.NEVER;
  });

/** What a person types to connect a server. The password is never trimmed: spaces may be part of it. */
export const smtpSettings = z
  .object({
    label: line(100, "Give the account a name."),
    fromName: line(100, "Enter the name readers see."),
    fromAddress: z.string({ error: "Enter an email address." }).transform((text, context) => {
      const parsed = parseAddress(text);
      if (parsed.ok) return parsed.address;
      context.addIssue({ code: "custom", message: parsed.reason });
      return z.NEVER;
    }),
    host: z
      .string({ error: "Enter the server's name." })
      .trim()
      .toLowerCase()
      .min(1, "Enter the server's name.")
      .max(253, "That is not a server's name."),
    port: z.coerce
      .number({ error: "Enter a port." })
      .int("Enter a port.")
      .min(1, "Enter a port.")
      .max(65535, "Enter a port."),
    security: z.enum(["tls", "starttls", "none"], { error: "Choose how the connection is encrypted." }),
    username: z
      .string({ error: "Enter the user name." })
      .trim()
      .max(320, "That user name is too long.")
      .regex(/^[^\p{Cc}]*$/u, "The user name contains a control character."),
    password: z
      .string({ error: "Enter the password." })
      .max(1000, "That password is too long.")
      .regex(/^[^\r\n\0]*$/, "The password contains a line break."),
  })
  .superRefine(({ fromAddress, host }, context) => {
    const refusal = fromAddress && host ? freemailRefusal(domainOf(fromAddress), host) : null;
    if (refusal) context.addIssue({ code: "custom", path: ["fromAddress"], message: refusal });
  });

export type SmtpSettings = z.output<typeof smtpSettings>;
