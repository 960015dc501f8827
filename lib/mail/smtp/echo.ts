/**
 * Returns a server's reply to a sign-in without the credentials. Some servers repeat a command they did not
 * understand, and replies go into the audit log and reports. Removes the password, and every whole or cut-off
 * spelling of it that AUTH PLAIN and LOGIN send.
 */
export function withoutEcho(reply: string, username: string, password: string): string {
  if (password === "") return reply;
  const sent = [password, `\0${username}\0${password}`, `${username}\0${username}\0${password}`].map((text) =>
    Buffer.from(text).toString("base64"),
  );
  const repeats = (word: string) => sent.some((text) => text.startsWith(word) || word.includes(text));
  const clean = reply.replace(/[A-Za-z0-9+/=]{8,}/g, (word) => (repeats(word) ? "[…]" : word));
  // A shorter password would also match ordinary words.
  return password.length < 4 ? clean : clean.replaceAll(password, "[…]");
}
