/**
 * Anybody can type any name into our forms, and have us mail it to anybody: one that could be a link or a message is left out of mail.
 * `name` as typed; answers whether it is a name and nothing else.
 */
export const isPlainName = (name: string) => name.length <= 60 && !/\S\.\S|[/:@\d]/.test(name);

export const greeting = (name: string) => (isPlainName(name) ? `Hello ${name},` : "Hello,");

export const mailTo = (name: string, address: string) =>
  isPlainName(name) ? { name, address } : { address };
