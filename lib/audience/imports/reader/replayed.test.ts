import { expect, test } from "@playwright/test";
import { replayed } from "./replayed.ts";

test("several readers read one source from its start, once", async () => {
  let made = 0;
  let ended = false;
  async function* source() {
    try {
      for (let n = 0; n < 5; n++) {
        made++;
        yield Buffer.from([n]);
      }
    } finally {
      ended = true;
    }
  }
  {
    await using file = replayed(source());
    const read = async (count: number) => {
      const found: number[] = [];
      for await (const [byte] of file.open()) if (found.push(byte as number) === count) break;
      return found;
    };
    expect(await read(2)).toEqual([0, 1]);
    expect(await read(3)).toEqual([0, 1, 2]);
    expect(made).toBe(3);
    expect(await read(1)).toEqual([0]);
    expect(ended).toBe(false);
  }
  expect(ended).toBe(true);
  expect(made).toBe(3);
});

test("a source that fails fails for each reader", async () => {
  async function* source() {
    yield Buffer.from("a");
    throw new Error("damaged");
  }
  await using file = replayed(source());
  for (let n = 0; n < 2; n++) {
    const found: string[] = [];
    const reading = (async () => {
      for await (const piece of file.open()) found.push(Buffer.from(piece).toString());
    })();
    await expect(reading).rejects.toThrow("damaged");
    expect(found).toEqual(["a"]);
  }
});
