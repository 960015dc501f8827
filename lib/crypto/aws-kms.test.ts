import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { startKmsDouble } from "#testing/servers/aws-kms-double.ts";
import {
  generateDataKey,
  KeyServiceError,
  keyIdOf,
  open,
  rewrap,
  seal,
  unwrapDataKey,
  VaultError,
} from "./envelope.ts";
import { generateRingKey, parseKeyRing } from "./key-ring.ts";

const arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const wrapping = { table: "data_keys", column: "fields", workspaceId: randomUUID() };
const place = { table: "email_accounts", column: "secret", rowId: randomUUID(), workspaceId: randomUUID() };

let kms: Awaited<ReturnType<typeof startKmsDouble>>;
test.beforeAll(async () => {
  kms = await startKmsDouble({ keys: ["alias/mailneo", arn] });
  Object.assign(process.env, kms.env);
});
test.beforeEach(() => kms.be("well"));
test.afterAll(() => kms.close());

const ringOf = (...entries: string[]) => parseKeyRing(entries.join(","));

test("a data key is wrapped with its context by KMS (double)", {
  tag: "@V13.3.3",
}, async () => {
  const ring = ringOf("k2:aws-kms:alias/mailneo");
  const { keyId, wrapped, dataKey } = await generateDataKey(ring, wrapping);
  expect(keyIdOf(wrapped)).toBe("k2");
  const blob = seal(dataKey, "secret", place);
  const opened = await unwrapDataKey(ring, wrapped, { ...wrapping, rowId: keyId });
  expect(open(opened, blob, place).toString()).toBe("secret");
  expect(kms.asked.at(-1)).toEqual({
    target: "Decrypt",
    keyId: "alias/mailneo",
    context: {
      mailneo: "v1",
      table: "data_keys",
      column: "fields",
      row: keyId,
      workspace: wrapping.workspaceId,
      key: "k2",
    },
  });
});

test("a KMS wrapping moved to another row or key is refused (double)", {
  tag: "@V11.3.3",
}, async () => {
  const ring = ringOf("k2:aws-kms:alias/mailneo", `k3:aws-kms:${arn}`, generateRingKey("k4"));
  const { keyId, wrapped } = await generateDataKey(ring, wrapping);
  const context = { ...wrapping, rowId: keyId };
  for (const other of [{ rowId: randomUUID() }, { workspaceId: null }, { workspaceId: randomUUID() }]) {
    await expect(unwrapDataKey(ring, wrapped, { ...context, ...other })).rejects.toThrow(VaultError);
  }
  for (const id of ["k3", "k4", "k5"]) {
    const renamed = Buffer.from(wrapped);
    renamed.write(id, 2, "ascii");
    await expect(unwrapDataKey(ring, renamed, context), id).rejects.toThrow(VaultError);
  }
  for (let length = 0; length < wrapped.length; length += 7) {
    await expect(unwrapDataKey(ring, wrapped.subarray(0, length), context)).rejects.toThrow(VaultError);
  }
});

test("data keys move between local key and KMS and still open (double)", async () => {
  const [local, back] = [generateRingKey("k1"), generateRingKey("k9")];
  const service = `k2:aws-kms:${arn}`;
  const { keyId, wrapped, dataKey } = await generateDataKey(ringOf(local), wrapping);
  const context = { ...wrapping, rowId: keyId };
  const blob = seal(dataKey, "secret", place);
  const opens = async (ring: ReturnType<typeof ringOf>, by: Buffer) =>
    open(await unwrapDataKey(ring, by, context), blob, place).toString();

  const toService = ringOf(service, local);
  expect(keyIdOf(wrapped)).toBe("k1");
  const inService = await rewrap(toService, wrapped, context);
  expect(await opens(ringOf(service), inService)).toBe("secret");
  const local2 = await rewrap(ringOf(back, service), inService, context);
  expect(await opens(ringOf(back), local2)).toBe("secret");
  await expect(unwrapDataKey(ringOf(back), inService, context)).rejects.toThrow(VaultError);
});

for (const [mood, reason, passing] of [
  ["throttled", /^ThrottlingException/, true],
  ["denied", /^AccessDeniedException/, false],
  ["silent", /^(TimeoutError|AbortError)/, true],
] as const) {
  test(`a KMS that is ${mood} opens nothing until it recovers (double)`, {
    tag: "@V16.5.2",
  }, async () => {
    test.setTimeout(40_000);
    const ring = ringOf("k2:aws-kms:alias/mailneo");
    const { keyId, wrapped } = await generateDataKey(ring, wrapping);
    const context = { ...wrapping, rowId: keyId };
    kms.be(mood);
    for (const ask of [() => unwrapDataKey(ring, wrapped, context), () => generateDataKey(ring, wrapping)]) {
      const error = await ask().then(
        () => null,
        (thrown) => thrown,
      );
      expect(error).toBeInstanceOf(KeyServiceError);
      expect(error.message).toBe(new VaultError().message);
      expect(error.reason).toMatch(reason);
      expect(error.passing).toBe(passing);
    }
    kms.be("well");
    expect((await unwrapDataKey(ring, wrapped, context)).id).toBe(keyId);
  });
}

test("a key service that is not there is an error that passes", async () => {
  const gone = await startKmsDouble();
  await gone.close();
  const before = process.env.AWS_ENDPOINT_URL_KMS;
  process.env.AWS_ENDPOINT_URL_KMS = gone.env.AWS_ENDPOINT_URL_KMS;
  const asked = generateDataKey(ringOf("k2:aws-kms:alias/mailneo"), wrapping);
  await expect(asked).rejects.toMatchObject({ passing: true });
  process.env.AWS_ENDPOINT_URL_KMS = before;
});
