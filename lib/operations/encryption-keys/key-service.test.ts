import { expect, test } from "@playwright/test";
import { generateRingKey } from "#lib/crypto/key-ring.ts";
import { startKmsDouble } from "#testing/servers/aws-kms-double.ts";
import { startInstallation } from "./installation.fixture.ts";

test.describe.configure({ timeout: 120_000 });

const refused = { message: expect.stringContaining("The key service refused: AccessDenied") };

test("a rotation to KMS and back survives its refusals (double)", {
  tag: "@V13.3.3",
}, async () => {
  const kms = await startKmsDouble();
  const [local, back, service] = [generateRingKey("k1"), generateRingKey("k3"), "k2:aws-kms:alias/mailneo"];
  const house = await startInstallation({ ring: local, file: false, more: kms.env });
  const thing = await (await house.start()).ask("make");

  const toService = await house.start({ ENCRYPTION_KEYS: `${service},${local}` });
  kms.be("denied");
  await expect(toService.ask("rotate")).rejects.toThrow("This sealed value cannot be opened.");
  expect(await house.sql`select problem from key_rotations`).toEqual([
    { problem: "The key service does not answer as it should." },
  ]);
  await expect.poll(toService.logged).toMatchObject([{ in: "key rotation", error: [refused] }]);
  expect(Object.keys(await house.wrappedBy())).toEqual(["k1"]);
  expect(await toService.ask("open", [thing])).toEqual([]);

  kms.be("well");
  expect(await toService.ask("rotate")).toMatchObject({ failed: 0 });
  expect(Object.keys(await house.wrappedBy())).toEqual(["k2"]);
  await toService.ask("remove", "k1");

  const inService = await house.start({ ENCRYPTION_KEYS: service });
  const before = kms.asked.length;
  for (let times = 0; times < 5; times++) expect(await inService.ask("open", [thing])).toEqual([]);
  const kept = kms.asked.slice(before).map(({ context }) => context.row);
  expect(kept.length, "each is asked for once, then kept for a minute").toBe(new Set(kept).size);
  kms.be("denied");
  const late = await house.start({ ENCRYPTION_KEYS: service });
  expect(await late.ask("open", [thing])).toEqual([thing.workspaceId]);
  await expect.poll(late.logged).toMatchObject([{ in: "key ring", ringKeyId: "k2", error: [refused] }]);
  kms.be("well");
  expect(await late.ask("open", [thing])).toEqual([]);

  const toLocal = await house.start({ ENCRYPTION_KEYS: `${back},${service}` });
  await toLocal.ask("rotate");
  await toLocal.ask("remove", "k2");
  await kms.close();
  const withoutService = await house.start({ ENCRYPTION_KEYS: back });
  expect(await withoutService.ask("open", [thing])).toEqual([]);
  await house.stop();
});
