import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { generateRingKey } from "#lib/crypto/key-ring.ts";
import { startInstallation } from "./installation.fixture.ts";

test.describe.configure({ timeout: 120_000 });

test("keys rotate while two processes work, then the old key goes", {
  tag: "@V11.2.2",
}, async () => {
  const house = await startInstallation();
  const [one, other] = await Promise.all([house.start(), house.start()]);
  const things = [await one.ask("make"), await other.ask("make"), await one.ask("make")];
  await Promise.all([one.ask("churn", things), other.ask("churn", things)]);

  const worker = await house.start();
  expect(await worker.ask("rotate")).toMatchObject({ failed: 0 });
  const [fresh = "", ...rest] = house.ringIds();
  expect(rest).toEqual(["k1"]);
  expect(Object.keys(await house.wrappedBy())).toEqual([fresh]);
  expect(statSync(house.secretsFile).mode & 0o777).toBe(0o600);

  await worker.ask("remove", "k1");
  expect(house.ringIds()).toEqual([fresh]);
  const after = [await one.ask("make"), await other.ask("make")];
  for (const [process, of] of [
    [one, after],
    [other, after],
  ] as const) {
    expect(await process.ask("open", [...things, ...of])).toEqual([]);
    const seen = await process.ask("still");
    expect(seen?.errors).toEqual([]);
    expect(Math.min(seen?.opened ?? 0, seen?.sealed ?? 0)).toBeGreaterThan(0);
  }
  const started = await house.start({ ENCRYPTION_KEYS: generateRingKey("nothing") });
  expect(await started.ask("open", [...things, ...after])).toEqual([]);
  await house.stop();
});

test("a killed rotation continues, and everything opens meanwhile", async () => {
  const house = await startInstallation();
  const process = await house.start();
  const thing = await process.ask("make");
  const many = Array.from({ length: 450 }, () => randomUUID());
  await process.ask("makeWorkspaces", many);
  await process.ask("makeKeys", many);

  const first = await house.start();
  const rotating = first.ask("rotate").catch((error: Error) => error.message);
  await first.reached(100);
  await first.kill();
  expect(await rotating).toBe("The process ended.");
  const half = await house.wrappedBy();
  expect(half.k1).toBeGreaterThan(0);
  expect(Object.keys(half)).toHaveLength(2);
  expect(await process.ask("open", [thing])).toEqual([]);
  await expect(process.ask("remove", "k1")).rejects.toThrow("k1 still wraps data keys");

  await house.sql`update key_rotations set held_until = now()`; // as after a while
  const second = await house.start();
  await second.ask("rotate");
  expect(house.ringIds()).toHaveLength(2);
  expect(await house.wrappedBy()).toEqual({ [house.ringIds()[0] ?? ""]: expect.any(Number) });
  expect(await house.sql`select count(*)::int as n from key_rotations`).toEqual([{ n: 1 }]);
  expect(await process.ask("open", [thing])).toEqual([]);
  await house.stop();
});

test("of two concurrent rotations one makes the key", async () => {
  const house = await startInstallation();
  const [one, other] = await Promise.all([house.start(), house.start()]);
  await one.ask("make");
  const both = await Promise.allSettled([one.ask("rotate"), other.ask("rotate")]);
  const refused = both.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
  for (const { reason } of refused) expect(String(reason)).toContain("A rotation has just begun");
  expect(refused.length).toBeLessThan(2);
  expect(Object.keys(await house.wrappedBy())).toHaveLength(1);
  expect(await house.sql`select from key_rotations where finished_at is null`).toHaveLength(0);
  await house.stop();
});

test("only an unused key is removed, and then never used", {
  tag: "@V11.2.2",
}, async () => {
  const house = await startInstallation();
  const process = await house.start();
  const thing = await process.ask("make");
  await expect(process.ask("remove", "k1")).rejects.toThrow("Rotate first");
  await expect(process.ask("remove", "k7")).rejects.toThrow("no longer exists");
  expect(house.ringIds()).toEqual(["k1"]);

  await process.ask("rotate");
  await process.ask("remove", "k1");
  await expect(process.ask("remove", "k1")).rejects.toThrow("no longer exists");
  // A process that was told another ring, and never hears of a new one.
  const stale = await house.start({ MAILNEO_SECRETS_FILE: "", ENCRYPTION_KEYS: generateRingKey("k1") });
  await expect(stale.ask("makeKeys", [thing.workspaceId])).rejects.toThrow();
  expect(Object.keys(await house.wrappedBy())).toEqual(house.ringIds());
  await house.stop();
});

test("after a rotation a moved data key opens nothing", {
  tag: "@V11.3.3",
}, async () => {
  const house = await startInstallation();
  const process = await house.start();
  const [one, other] = [await process.ask("make"), await process.ask("make")];
  await process.ask("rotate");
  await house.sql`update data_keys a set wrapped = b.wrapped from data_keys b
    where a.workspace_id = ${one.workspaceId} and b.workspace_id = ${other.workspaceId} and a.purpose = 'fields' and b.purpose = 'fields'`;
  const looking = await house.start();
  expect(await looking.ask("open", [one, other])).toEqual([one.workspaceId]);
  // Nor does the next rotation hide it: that one stays as it is, and is counted.
  expect(await looking.ask("rotate")).toMatchObject({ failed: 1 });
  await expect.poll(looking.logged).toMatchObject([{ in: "key rotation", error: [{ name: "VaultError" }] }]);
  await house.stop();
});
