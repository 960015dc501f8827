import { linkish } from "#lib/mail/linkish.ts";

/**
 * Returns whether `name`, as typed, is a name and nothing more. An attacker can type any name into a form and
 * have it mailed to any address. So mail leaves out a name that could be a link or a message.
 */
export const isPlainName = (name: string) =>
  name.length <= 60 && !/\S\.\S|[/:@\p{Nd}]/u.test(name) && !linkish(name);

/** Returns the first line of a mail, with the name only when it is a plain one. */
export const greeting = (name: string) => (isPlainName(name) ? `Hello ${name},` : "Hello,");

/** Returns the recipient of a mail, with the name only when it is a plain one. */
export const mailTo = (name: string, address: string) =>
  isPlainName(name) ? { name, address } : { address };
