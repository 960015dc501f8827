import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { signerOf } from "#lib/crypto/ed25519.ts";
import {
  at,
  dropTemplate,
  forgedAnchor,
  hashAt,
  type Log,
  morning,
  openLog,
  retainEntry,
  written,
} from "./log.fixture.ts";

let log: Log;
test.beforeEach(async () => {
  log = await openLog();
});
test.afterEach(() => log.close());
test.afterAll(dropTemplate);

// A new database has one entry of its migrations, on the installation's chain.

/** What is found in a chain and among the checkpoints, as one sentence. */
async function found(): Promise<string> {
  const { broken, problems, intact } = await log.verify();
  expect(intact).toBe(broken.length + problems.length === 0);
  return [...problems, ...broken.map(({ why }) => why)].join(" ");
}

test("an intact log is quiet, also before any checkpoint", {
  tag: "@V16.4.2",
}, async () => {
  expect(await log.verify()).toMatchObject({ intact: true, chains: 0, entries: 0, checkpoint: null });
  await written(log);
  expect(await log.verify()).toMatchObject({
    intact: true,
    chains: 2,
    entries: 13,
    broken: [],
    problems: [],
    checkpoint: { number: 1, at: at(8) },
  });
  await log.checkpoint(at(10));
  await log.checkpoint(at(11));
  expect(await log.verify()).toMatchObject({ intact: true, entries: 13, checkpoints: 3 });
});

test("a beginning removed too young is found despite its entry", { tag: "@V16.4.2" }, async () => {
  await log.append(1, "2025-10-01T07:00:00.000Z");
  await log.checkpoint("2025-10-01T08:00:00.000Z");
  const workspaceId = await written(log);
  const hash = await hashAt(log, workspaceId, 5);
  await retainEntry(log, workspaceId, 5, hash);
  await forgedAnchor(log, workspaceId, 5, hash);
  expect(await found()).toContain("What stood before entry 6 was taken away before it was a year old");
});

test.describe("the checkpoints' files", () => {
  const files = async () =>
    (await readdir(log.folder, { recursive: true })).filter((name) => name.endsWith(".json")).sort();
  const path = (name = "") => join(log.folder, name);
  async function three() {
    const workspaceId = await written(log);
    await log.checkpoint(at(9));
    await log.checkpoint(at(10));
    return workspaceId;
  }

  test("a removed one is found, wherever it stood", { tag: "@V16.4.2" }, async () => {
    await three();
    const [first, , last] = await files();
    const kept = await readFile(path(last));
    await rm(path(last));
    expect(await found()).toBe("Checkpoint 3 is missing from the store.");
    await writeFile(path(last), kept);
    await rm(path(first));
    expect(await found()).toContain("Checkpoint 1 is missing from the store.");
  });

  test("an edited one is found", { tag: "@V16.4.2" }, async () => {
    await three();
    const [, second] = await files();
    const text = await readFile(path(second), "utf8");
    await writeFile(path(second), text.replace('\\"number\\":2', '\\"number\\":4'));
    expect(await found()).toContain("Checkpoint 2 does not carry the signature it was made with");
    await writeFile(path(second), "{}");
    expect(await found()).toContain("Checkpoint 2 is a file that is not written as a checkpoint's is");
  });

  test("an old one in the place of the newest is found", { tag: "@V16.4.2" }, async () => {
    await three();
    const [first, , last] = await files();
    await writeFile(path(last), await readFile(path(first)));
    expect(await found()).toContain("Checkpoint 3 is really checkpoint 1 of 2026-11-26 08:00 UTC");
  });

  test("one signed by another key is found, with its fingerprint", {
    tag: ["@V11.6.1", "@V16.4.2"],
  }, async () => {
    await written(log);
    const stranger = signerOf(Buffer.alloc(32, 9));
    await log.checkpoint(at(9), { by: stranger, believed: [log.by.publicKey] });
    expect(await found()).toContain(
      `Checkpoint 2 is signed by a key that is not ours: ${stranger.fingerprint}`,
    );
    expect((await log.verify({ believed: [log.by.publicKey, stranger.publicKey] })).intact).toBe(true);
  });

  test("one that the database forgot, or remembers differently, is found", { tag: "@V16.4.2" }, async () => {
    await three();
    await log.tamper(
      (tx) => tx`update audit_checkpoints set body = replace(body, '08:00', '08:01') where number = 1`,
    );
    expect(await found()).toContain("Checkpoint 1 is another one than the database remembers");
    await log.tamper((tx) => tx`delete from audit_checkpoints where number = 1`);
    expect(await found()).toBe("The database no longer knows checkpoint 1.");
  });
});

test("verifying one workspace reads its chain and its members' accounts only", async () => {
  const workspaceId = await written(log);
  const other = await log.append(3, morning);
  await log.tamper((tx) => tx`update audit_events set target = 'x' where chain_id = ${other}`);
  expect(await log.verify({ workspaceId })).toMatchObject({ intact: true, chains: 1, entries: 10 });
  expect(await log.verify({ workspaceId: other })).toMatchObject({ intact: false, chains: 1 });
});

test("a checkpoint made during listing is no finding", async () => {
  await written(log);
  let listed = 0;
  const list: typeof log.store.list = async function* (...asked) {
    yield* log.store.list(...asked);
    if (++listed === 1) await log.checkpoint(at(12));
  };
  expect(await log.verify({ store: { ...log.store, list } })).toMatchObject({ intact: true, checkpoints: 1 });
  expect(await log.verify()).toMatchObject({ intact: true, checkpoints: 2 });
});

test("a store that does not answer is not mistaken for tampering", async () => {
  await written(log);
  const get = () => Promise.reject(new Error("the bucket does not answer"));
  await expect(log.verify({ store: { ...log.store, get } })).rejects.toThrow("the bucket does not answer");
});

test("a long chain is read in pieces with progress and abort", async () => {
  const workspaceId = await log.append(1, morning);
  await log.sql`select count(audit_append_at(gen_random_uuid(), ${workspaceId}, null, 'job', 'x', 'test.append', 'done', null, '{}', null, null,
    'x', null)) from generate_series(1, 11999)`;
  await log.checkpoint();
  const seen: [number, number][] = [];
  expect(await log.verify({ onProgress: (...progress) => seen.push(progress) })).toMatchObject({
    intact: true,
    entries: 12_000,
  });
  expect(seen.length).toBeGreaterThan(2);
  expect(seen.at(-1)).toEqual([12_000, 12_000]);
  await expect(log.verify({ signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
});
