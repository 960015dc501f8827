import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "@playwright/test";
import { startBucket } from "#testing/servers/bucket.ts";
import { bucketStore } from "./s3-store.ts";
import { NotStored, openStore, readStored, type Store } from "./store.ts";
import { StoredAlready } from "./store-key.ts";

type Opened = { store: Store; unfinished: () => Promise<number>; close: () => Promise<void> };

async function openFolder(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), "mailneo-store-"));
  return {
    store: openStore(`file:${folder}`),
    unfinished: async () =>
      (await readdir(folder, { recursive: true })).filter((name) => name.includes(".part")).length,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function openBucket(): Promise<Opened> {
  const server = await startBucket();
  const store = bucketStore("s3://proofs/mailneo/", {
    endpoint: server.url,
    region: "eu-central-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
  });
  return { store, unfinished: async () => server.unfinished.size, close: server.stop };
}

for (const [kind, opening] of [
  ["a folder", openFolder],
  ["a bucket (a local double of S3)", openBucket],
] as const) {
  test.describe(kind, () => {
    let opened: Opened;
    let store: Store;
    test.beforeAll(async () => {
      opened = await opening();
      store = opened.store;
    });
    test.afterAll(() => opened.close());

    test("gives back what was put, also when it was streamed", async () => {
      const long = randomBytes(11 * 1024 * 1024);
      const pieces = Array.from({ length: 11 }, (_, n) => long.subarray(n * 1048576, (n + 1) * 1048576));
      expect(await store.put("a/streamed.bin", Readable.from(pieces))).toBe(long.length);
      expect(await store.put("a/short.txt", Buffer.from("hello"))).toBe(5);
      expect((await readStored(store, "a/streamed.bin")).equals(long)).toBe(true);
      expect((await readStored(store, "a/short.txt")).toString()).toBe("hello");
      expect(await store.size("a/streamed.bin")).toBe(long.length);
      await expect(readStored(store, "a/streamed.bin", 1000)).rejects.toThrow("longer than 1000 bytes");
    });

    test("replaces, unless it is told not to", async () => {
      await store.put("once.json", Buffer.from("first"), { once: true });
      await expect(store.put("once.json", Buffer.from("second"), { once: true })).rejects.toThrow(
        StoredAlready,
      );
      expect((await readStored(store, "once.json")).toString()).toBe("first");
      await store.put("once.json", Buffer.from("third"));
      expect((await readStored(store, "once.json")).toString()).toBe("third");
    });

    test("lists by prefix, in order, and behind a key", async () => {
      const keys = [
        "l/2026-01-01/07-1.json",
        "l/2026-01-01/08-2.json",
        "l/2026-01-02/00-3.json",
        "l/2026-01.json",
      ];
      for (const key of keys) await store.put(key, Buffer.from(key));
      const listed = async (prefix: string, after?: string) => {
        const found: string[] = [];
        for await (const key of store.list(prefix, { after })) found.push(key);
        return found;
      };
      expect(await listed("l/")).toEqual([...keys].sort());
      expect(await listed("l/2026-01-01/")).toEqual(keys.slice(0, 2));
      expect(await listed("l/2026-01-0", keys[0])).toEqual(keys.slice(1, 3));
      expect(await listed("nothing/")).toEqual([]);
    });

    test("says when there is nothing, and removes quietly", async () => {
      await expect(store.get("gone.txt")).rejects.toThrow(NotStored);
      await expect(store.size("gone.txt")).rejects.toThrow(NotStored);
      await store.put("gone.txt", Buffer.from("x"));
      await store.remove("gone.txt");
      await store.remove("gone.txt");
      await expect(store.get("gone.txt")).rejects.toThrow(NotStored);
    });

    test("what breaks off in the middle was never there", async () => {
      async function* broken() {
        yield randomBytes(6 * 1024 * 1024);
        throw new Error("the source broke");
      }
      await expect(store.put("half.bin", Readable.from(broken()))).rejects.toThrow("the source broke");
      await expect(store.size("half.bin")).rejects.toThrow(NotStored);
      expect(await opened.unfinished()).toBe(0);
    });
  });
}

test("no key leaves the folder", { tag: "@V5.3.2" }, async () => {
  const { store, close } = await openFolder();
  for (const key of ["../x", "a/../x", "/etc/passwd", "a//b", ".hidden", "a/.part", "A", "a b", "", "a\0b"])
    await expect(store.put(key, Buffer.from("x")), key).rejects.toThrow(TypeError);
  await close();
});

test("a file is nobody else's to read", async () => {
  const { store, close } = await openFolder();
  await store.put("a/b.json", Buffer.from("x"));
  expect((await stat(join(store.place, "a/b.json"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(store.place, "a"))).mode & 0o777).toBe(0o700);
  await close();
});

test("a dead process's unfinished file is dropped a day later", async () => {
  const opened = await openFolder();
  const folder = opened.store.place;
  try {
    await opened.store.put("a/whole.txt", Buffer.from("whole"));
    const [dead, alive] = [
      join(folder, "a", `.${randomUUID()}.part`),
      join(folder, "a", `.${randomUUID()}.part`),
    ];
    for (const path of [dead, alive]) await writeFile(path, "half");
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    await utimes(dead, yesterday, yesterday);
    await utimes(join(folder, "a", "whole.txt"), yesterday, yesterday);
    await opened.store.put("a/next.txt", Buffer.from("more"));
    expect((await readdir(join(folder, "a"))).sort()).toEqual(
      [basename(alive), "next.txt", "whole.txt"].sort(),
    );
  } finally {
    await opened.close();
  }
});

test("the store ignores symlinks and FIFOs", {
  tag: "@V5.3.2",
}, async () => {
  const { store, close } = await openFolder();
  await store.put("a/own.txt", Buffer.from("own"));
  const outside = join(store.place, "..", `${randomUUID()}.txt`);
  await writeFile(outside, "not the store's");
  await symlink(outside, join(store.place, "a/link.txt"));
  await mkdir(join(store.place, "a/folder.txt"));
  execFileSync("mkfifo", [join(store.place, "a/pipe.txt")]);
  try {
    for (const key of ["a/link.txt", "a/folder.txt", "a/pipe.txt"]) {
      await expect(readStored(store, key), key).rejects.toThrow(NotStored);
      await expect(store.size(key), key).rejects.toThrow(NotStored);
    }
    expect((await readStored(store, "a/own.txt")).toString()).toBe("own");
  } finally {
    await rm(outside, { force: true });
    await close();
  }
});
