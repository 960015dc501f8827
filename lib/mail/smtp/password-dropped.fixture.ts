import { once } from "node:events";
import { text } from "node:stream/consumers";
import { getHeapSnapshot } from "node:v8";
import { openTransport } from "./transport.ts";
import { vetHost } from "./vet-host.ts";

/**
 * Sends three messages over two sessions in a process of its own, then takes a picture of everything the process
 * holds while a session is open. The parent hands the password over when it is asked, and only then.
 */
export type Asked = { port: number; keeps: boolean };
export type Found = { sent: string[]; open: string[]; closed: string[] };

if (process.send) void main();

async function main() {
  const { port, keeps } = await reply<Asked>("ready");
  const password = () => reply<string>("password");
  const transport = openTransport({
    vetted: () => vetHost("127.0.0.1", { allowPrivate: true }),
    port,
    security: "none",
    username: "letters",
    password: keeps ? await password() : password,
    pool: { maxConnections: 1, maxMessages: 2 },
  });
  const sent: string[] = [];
  for (let n = 0; n < 3; n++) {
    const raw = Buffer.from(`Subject: ${n}\r\n\r\nhi\r\n`);
    const envelope = { from: "a@sender.test", to: `b${n}@reader.test` };
    sent.push((await transport.sendRaw({ envelope, raw })).outcome);
  }
  const open = await heap();
  transport.close();
  const closed = await heap();

  const spellings = await reply<string[]>("spellings");
  const held = (picture: string) => spellings.filter((each) => picture.includes(each));
  const found: Found = { sent, open: held(open), closed: held(closed) };
  process.send?.(found, () => process.disconnect());
}

/** Returns every object and string of the process, also what only a closure knows. Garbage is collected before. */
const heap = () => text(getHeapSnapshot());

async function reply<T>(question: string): Promise<T> {
  process.send?.(question);
  const [answer] = await once(process, "message");
  return answer as T;
}
