import { readdir } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { signerOf } from "#lib/crypto/ed25519.ts";
import { StoredAlready } from "#lib/files/store-key.ts";
import { isInCheckpoint } from "./checkpoint.ts";
import { readCheckpoint } from "./checkpoint-files.ts";
import { latestCheckpoint } from "./latest-checkpoint.ts";
import { dropTemplate, type Log, openLog } from "./log.fixture.ts";

let log: Log;
test.beforeEach(async () => {
  log = await openLog();
});
test.afterEach(() => log.close());
test.afterAll(dropTemplate);

const at = (hour: number) => new Date(Date.UTC(2026, 10, 26, hour, 0, 1));
const files = async () =>
  (await readdir(log.folder, { recursive: true })).filter((name) => name.endsWith(".json")).sort();
const rows = () => log.sql`select number::int, store_key as key from audit_checkpoints order by number`;

test("each hour has a checkpoint, in the folder before the database", {
  tag: "@V16.4.3",
}, async () => {
  expect(await log.checkpoint(at(7), { again: false })).toMatchObject({ number: 1, made: true });
  expect(await log.checkpoint(at(7), { again: false })).toMatchObject({ number: 1, made: false });
  expect(await log.checkpoint(at(8), { again: false })).toMatchObject({ number: 2, made: true });
  expect(await rows()).toEqual([
    { number: 1, key: "audit/checkpoints/2026-11-26/07-00000001.json" },
    { number: 2, key: "audit/checkpoints/2026-11-26/08-00000002.json" },
  ]);
  expect(await files()).toHaveLength(2);
});

test("two workers at once make one", async () => {
  const made = await Promise.all([1, 2, 3].map(() => log.checkpoint(at(7), { again: false })));
  expect(made.filter((one) => one.made)).toHaveLength(1);
  expect(made.map(({ number }) => number)).toEqual([1, 1, 1]);
  expect(await rows()).toHaveLength(1);
  expect(await files()).toHaveLength(1);
});

test("a day's first checkpoint names all chains, later ones those moved", async () => {
  const first = await log.append(2, at(6));
  await log.append(2, at(6));
  await log.checkpoint(at(7));
  await log.append(1, at(7), first);
  await log.checkpoint(at(8));
  await log.checkpoint(at(9));
  await log.checkpoint(at(25));
  const listed = [];
  for (const { key } of await rows()) {
    const { all, heads } = await readCheckpoint(log.store, key);
    listed.push([all, heads.length]);
  }
  expect(listed).toEqual([
    [true, 2],
    [false, 1],
    [false, 0],
    [true, 2],
  ]);
  expect((await log.verify()).intact).toBe(true);
});

test("a crash between file and row leaves a usable checkpoint", async () => {
  await log.checkpoint(at(7));
  const dying = (run: Parameters<Log["keep"]>[0]) =>
    log.keep(async (tx) => {
      await run(tx);
      throw new Error("the power is gone");
    });
  await expect(log.checkpoint(at(8), { keep: dying as Log["keep"] })).rejects.toThrow("the power is gone");
  expect(await rows()).toHaveLength(1);
  expect(await files()).toHaveLength(2);
  expect((await log.verify()).intact).toBe(true);

  expect(await log.checkpoint(at(8), { again: false })).toMatchObject({ number: 2, made: false });
  expect(await log.checkpoint(at(9))).toMatchObject({ number: 3, made: true });
  expect(await rows()).toHaveLength(3);
  expect(await log.verify()).toMatchObject({ intact: true, checkpoints: 3, notes: expect.any(Array) });
});

test("no checkpoint builds on or overwrites a foreign one", {
  tag: "@V16.4.2",
}, async () => {
  const stranger = signerOf(Buffer.alloc(32, 5));
  await log.checkpoint(at(7), { by: stranger, believed: [stranger.publicKey] });
  await log.tamper((tx) => tx`delete from audit_checkpoints`);
  await expect(log.checkpoint(at(8))).rejects.toThrow(
    /Checkpoint 1 in .* is signed by a key that is not ours/,
  );
  expect(await files()).toHaveLength(1);
  const [name] = await files();
  await expect(log.store.put(String(name), Buffer.from("x"), { once: true })).rejects.toThrow(StoredAlready);
});

test("the database takes no checkpoint that does not follow its newest", { tag: "@V16.4.2" }, async () => {
  await log.checkpoint(at(7));
  const [row] = await log.sql`select body from audit_checkpoints`;
  const add = (body: object) =>
    log.sql`select audit_add_checkpoint(${JSON.stringify(body)}, 's', 'k', 'another')`;
  const good = { number: 2, at: at(8).toISOString(), previous: "0".repeat(64) };
  for (const body of [
    good,
    { ...good, number: 3 },
    { ...good, number: 1 },
    JSON.parse(String(row?.body)),
    {},
  ])
    await expect(add(body)).rejects.toThrow("does not follow number 1");
  await expect(log.sql`delete from audit_checkpoints`).rejects.toThrow("append-only");
  await expect(log.sql`update audit_checkpoints set stored_at = now()`).rejects.toThrow("append-only");
});

test("the newest checkpoint alone proves a chain's head", async () => {
  expect(await latestCheckpoint(log.store, [])).toBeNull();
  const mine = await log.append(3, at(6));
  await log.append(2, at(6));
  await log.checkpoint(at(7));
  await log.append(2, at(7), mine);
  await log.checkpoint(at(8));
  const later = await log.append(1, at(8));
  const newest = await latestCheckpoint(log.store, [mine, later]);
  expect(newest?.checkpoint).toMatchObject({ number: 2, chains: 2 });
  const proof = newest?.proofs.get(mine);
  expect(proof?.head).toMatchObject({ chainId: mine, seq: 5 });
  expect(newest && proof && isInCheckpoint(proof, newest.checkpoint)).toBe(true);
  expect(newest?.proofs.has(later)).toBe(false);
});
