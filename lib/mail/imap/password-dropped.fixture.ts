import { once } from "node:events";
import { text } from "node:stream/consumers";
import { getHeapSnapshot } from "node:v8";
import { openLocally } from "./imap.fixture.ts";

/**
 * Opens a session in a process of its own and takes a picture of everything the process holds. The parent hands the password
 * over when it is asked, and only then.
 */
export type Asked = { port: number; address: string; ca: string };

if (process.send) void main();

async function main() {
  const { port, address, ca } = await reply<Asked>("ready");
  const session = await openLocally(port, { address, ca, password: await reply<string>("password") });
  const { exists } = await session.openFolder("INBOX");
  const picture = await text(getHeapSnapshot());
  const spellings = await reply<string[]>("spellings");
  const held = spellings.filter((each) => picture.includes(each));
  await session.close();
  process.send?.({ signedIn: exists === 0, held }, () => process.disconnect());
}

async function reply<T>(question: string): Promise<T> {
  process.send?.(question);
  const [answer] = await once(process, "message");
  return answer as T;
}
