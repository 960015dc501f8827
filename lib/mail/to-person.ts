/** Whom a mail of the product goes to, and how it greets them. */
export type Recipient = { name: string; email: string };

export const to = ({ name, email }: Recipient) =>
  isPlainName(name) ? { name, address: email } : { address: email };

export const greeting = ({ name }: Recipient) => (isPlainName(name) ? `Hello ${name},` : "Hello,");

// Anybody can type any name and any address into the sign-up form: a name that could be a link or a message is left out.
const isPlainName = (name: string) => name.length <= 60 && !/\S\.\S|[/:@\d]/.test(name);
