import { createCipheriv, createSecretKey, randomBytes, randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import {
  type DataKey,
  generateDataKey,
  keyIdOf,
  open,
  rewrap,
  type SealContext,
  seal,
  unwrapDataKey,
  VaultError,
  wrapDataKey,
} from "./envelope.ts";
import { generateRingKey, parseKeyRing } from "./key-ring.ts";
import { additionalData } from "./seal-context.ts";

const newKey = (): DataKey => ({ id: randomUUID(), key: createSecretKey(randomBytes(32)) });
const dataKey = newKey();
const place: SealContext = {
  table: "email_accounts",
  column: "password",
  rowId: randomUUID(),
  workspaceId: randomUUID(),
};

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
const id = fc.oneof(fc.uuid(), fc.stringMatching(/^[a-z0-9._-]{1,12}$/));
const anyPlace: fc.Arbitrary<SealContext> = fc.record({
  table: name,
  column: name,
  rowId: id,
  workspaceId: fc.option(id),
});
const bytes = fc.uint8Array({ maxLength: 300 });

const samePlace = (a: SealContext, b: SealContext) =>
  a.table === b.table && a.column === b.column && a.rowId === b.rowId && a.workspaceId === b.workspaceId;

test("what is sealed opens in its place", { tag: "@V11.3.2" }, () => {
  fc.assert(
    fc.property(bytes, anyPlace, (plaintext, context) => {
      expect(open(dataKey, seal(dataKey, plaintext, context), context)).toEqual(Buffer.from(plaintext));
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(open(dataKey, seal(dataKey, text, place), place).toString()).toBe(text);
    }),
  );
});

test("a blob opens in no other row, column, table or workspace", { tag: "@V11.3.3" }, () => {
  const blob = seal(dataKey, "secret", place);
  const change = fc.oneof(
    name.map((table) => ({ ...place, table })),
    name.map((column) => ({ ...place, column })),
    id.map((rowId) => ({ ...place, rowId })),
    fc.option(id).map((workspaceId) => ({ ...place, workspaceId })),
    anyPlace,
  );
  fc.assert(
    fc.property(change, (elsewhere) => {
      fc.pre(!samePlace(place, elsewhere));
      expect(() => open(dataKey, blob, elsewhere)).toThrow(VaultError);
    }),
  );
});

test("two places never share their additional data", { tag: "@V11.3.3" }, () => {
  fc.assert(
    fc.property(anyPlace, anyPlace, (a, b) => {
      expect(additionalData(a, "k").equals(additionalData(b, "k"))).toBe(samePlace(a, b));
    }),
  );
});

test("any flipped bit anywhere in a blob is refused", { tag: "@V11.3.3" }, () => {
  const blob = seal(dataKey, "a password of an ordinary length", place);
  for (let bit = 0; bit < blob.length * 8; bit++) {
    const changed = Buffer.from(blob);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(() => open(dataKey, changed, place), `bit ${bit}`).toThrow(VaultError);
  }
});

test("a blob cut or grown anywhere is refused", { tag: "@V11.3.3" }, () => {
  const blob = seal(dataKey, "secret", place);
  for (let length = 0; length < blob.length; length++) {
    expect(() => open(dataKey, blob.subarray(0, length), place), `first ${length}`).toThrow(VaultError);
    expect(() => open(dataKey, blob.subarray(length + 1), place), `from ${length + 1}`).toThrow(VaultError);
  }
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(blob.length), (more, at) => {
      const grown = Buffer.concat([blob.subarray(0, at), more, blob.subarray(at)]);
      expect(() => open(dataKey, grown, place)).toThrow(VaultError);
    }),
  );
});

test("no bytes whatever make the parser throw anything but the one error", { tag: "@V11.2.5" }, () => {
  const head = Buffer.concat([Buffer.from([1, dataKey.id.length]), Buffer.from(dataKey.id)]);
  const hostile = fc.oneof(
    bytes,
    bytes.map((rest) => Buffer.concat([head, rest])),
    fc.tuple(fc.nat(255), bytes).map(([length, rest]) => Buffer.from([1, length, ...rest])),
  );
  fc.assert(
    fc.property(hostile, (blob) => {
      expect(() => open(dataKey, blob, place)).toThrow(VaultError);
    }),
  );
  expect(new VaultError().message).toBe("This sealed value cannot be opened.");
  expect(new VaultError().cause).toBeUndefined();
});

for (const [ivLength, tagLength] of [
  [12, 16],
  [12, 12],
  [12, 8],
  [12, 4],
  [12, 15],
  [8, 16],
  [11, 16],
  [13, 16],
  [16, 16],
] as const) {
  test(`a blob with IV ${ivLength} and tag ${tagLength} ${ivLength === 12 && tagLength === 16 ? "opens" : "is refused"}`, {
    tag: "@V11.3.3",
  }, () => {
    for (const plaintext of ["", "hello", "a longer secret of forty characters, yes."]) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv("aes-256-gcm", dataKey.key, iv, { authTagLength: tagLength });
      cipher.setAAD(additionalData(place, dataKey.id));
      const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      const head = Buffer.concat([Buffer.from([1, dataKey.id.length]), Buffer.from(dataKey.id)]);
      const blob = Buffer.concat([head, iv, body, cipher.getAuthTag()]);
      const genuine = ivLength === 12 && tagLength === 16;
      if (genuine) expect(open(dataKey, blob, place).toString()).toBe(plaintext);
      else expect(() => open(dataKey, blob, place)).toThrow(VaultError);
    }
  });
}

test("a blob opens only with the key it names", () => {
  const blob = seal(dataKey, "secret", place);
  expect(keyIdOf(blob)).toBe(dataKey.id);
  expect(() => open({ ...dataKey, id: randomUUID() }, blob, place)).toThrow(VaultError);
  expect(() => open({ ...newKey(), id: dataKey.id }, blob, place)).toThrow(VaultError);
});

test("an ambiguous context is refused before sealing", () => {
  const wrong: Partial<SealContext>[] = [
    { table: "a:b" },
    { table: "" },
    { column: "a:b" },
    { rowId: "a:b" },
    { rowId: "" },
    { rowId: "é" },
    { rowId: "A" },
    { workspaceId: "" },
    { workspaceId: "a:b" },
    { rowId: "a\n" },
    { rowId: undefined as unknown as string },
  ];
  for (const part of wrong) {
    expect(() => seal(dataKey, "secret", { ...place, ...part }), JSON.stringify(part)).toThrow(TypeError);
  }
});

test("text that UTF-8 cannot hold is refused, not changed", () => {
  expect(() => seal(dataKey, "\ud800", place)).toThrow(TypeError);
});

const ringOf = (...entries: string[]) => parseKeyRing(entries.join(","));
const keyPlace = { table: "data_keys", column: "wrapped", workspaceId: randomUUID() };

test("a rewrapped data key opens its rows without the old key", {
  tag: "@V11.2.2",
}, async () => {
  const old = generateRingKey("old");
  const fresh = generateRingKey("fresh");
  const { keyId, wrapped, dataKey: made } = await generateDataKey(ringOf(old), keyPlace);
  const context = { ...keyPlace, rowId: keyId };
  const blob = seal(made, "secret", place);

  const both = ringOf(fresh, old);
  expect(keyIdOf(wrapped)).not.toBe("fresh");
  const rewrapped = await rewrap(both, wrapped, context);
  expect(keyIdOf(rewrapped)).toBe("fresh");

  const after = ringOf(fresh);
  expect(open(await unwrapDataKey(after, rewrapped, context), blob, place).toString()).toBe("secret");
  await expect(unwrapDataKey(after, wrapped, context)).rejects.toThrow(VaultError);
});

test("a data key does not unwrap for another workspace or column", {
  tag: "@V11.3.3",
}, async () => {
  const ring = ringOf(generateRingKey("a"));
  const { keyId, wrapped } = await generateDataKey(ring, keyPlace);
  const context = { ...keyPlace, rowId: keyId };
  expect((await unwrapDataKey(ring, wrapped, context)).id).toBe(keyId);
  for (const other of [
    { workspaceId: randomUUID() },
    { workspaceId: null },
    { rowId: randomUUID() },
    { table: "people_keys" },
    { column: "other" },
  ]) {
    await expect(unwrapDataKey(ring, wrapped, { ...context, ...other })).rejects.toThrow(VaultError);
    await expect(rewrap(ring, wrapped, { ...context, ...other })).rejects.toThrow(VaultError);
  }
});

test("a flipped bit or a foreign ring key is refused", {
  tag: "@V11.3.3",
}, async () => {
  const ring = ringOf(generateRingKey("a"), generateRingKey("c"));
  const { keyId, wrapped } = await generateDataKey(ring, keyPlace);
  const context = { ...keyPlace, rowId: keyId };
  for (let bit = 0; bit < wrapped.length * 8; bit++) {
    const changed = Buffer.from(wrapped);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    await expect(unwrapDataKey(ring, changed, context), `bit ${bit}`).rejects.toThrow(VaultError);
  }
  await expect(unwrapDataKey(ringOf(generateRingKey("a")), wrapped, context)).rejects.toThrow(VaultError);
});

test("a wrapped key that is not 32 bytes is refused", {
  tag: "@V11.2.3",
}, async () => {
  const ring = ringOf(generateRingKey("a"));
  const rowId = randomUUID();
  const context = { ...keyPlace, rowId };
  for (const length of [0, 16, 24, 31, 33, 64]) {
    const sealed = await ring.primary.wrap(randomBytes(length), context);
    await expect(unwrapDataKey(ring, sealed, context)).rejects.toThrow(VaultError);
  }
  for (const length of [16, 24, 31, 33, 64]) {
    const short = { id: rowId, key: createSecretKey(randomBytes(length)) };
    await expect(wrapDataKey(ring, short, context)).rejects.toThrow(TypeError);
    expect(() => seal(short, "secret", place)).toThrow(TypeError);
  }
});

test("a data key is wrapped only under its own id", async () => {
  const ring = ringOf(generateRingKey("a"));
  await expect(wrapDataKey(ring, newKey(), { ...keyPlace, rowId: randomUUID() })).rejects.toThrow(TypeError);
  await expect(generateDataKey(ring, { ...keyPlace, rowId: "not-a-uuid" })).rejects.toThrow(TypeError);
  const rowId = randomUUID();
  expect((await generateDataKey(ring, { ...keyPlace, rowId })).keyId).toBe(rowId);
});

test("a data key in a log shows no key", async () => {
  const key = newKey();
  const shown = inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key);
  expect(shown).not.toContain(key.key.export().toString("hex").slice(0, 8));
  expect(shown).not.toContain("Buffer");
});
