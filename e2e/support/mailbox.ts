import { expect } from "@playwright/test";

export type PlatformMessage = {
  id: string;
  subject: string;
  text: string;
  html: string;
  to: { address: string }[];
  from: { address: string }[];
  headers: Record<string, string>;
};

/** The local mailbox, where the product's own mail arrives by SMTP as it would anywhere. */
export const mailbox = {
  /** Everything that has arrived for an address, oldest first. */
  async messagesTo(address: string): Promise<PlatformMessage[]> {
    const response = await fetch(`${process.env.E2E_MAILBOX_URL}/api/email`);
    const all = (await response.json()) as PlatformMessage[];
    return all.filter(({ to }) => to.some((person) => person.address === address));
  },

  /** The newest message to an address, waited for. `count`: how many there have to be. */
  async messageTo(address: string, count = 1): Promise<PlatformMessage> {
    let found: PlatformMessage[] = [];
    await expect
      .poll(
        async () => {
          found = await mailbox.messagesTo(address);
          return found.length;
        },
        { message: `mail to ${address}`, timeout: 20_000 },
      )
      .toBeGreaterThanOrEqual(count);
    return found.at(-1) as PlatformMessage;
  },
};

/** The first link in a message's text that starts with this path of the product. */
export function linkIn(text: string | undefined, path: string): string {
  const links = (text ?? "").match(/https?:\/\/[^\s<>")]+/g) ?? [];
  const link = links.find((each) => new URL(each).pathname.startsWith(path));
  if (!link) throw new Error(`No link to ${path} in: ${text}`);
  return link;
}
