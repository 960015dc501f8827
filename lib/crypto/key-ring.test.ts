import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { generateRingKey, parseKeyRing, ringEntries } from "./key-ring.ts";

const secret = () => randomBytes(32).toString("base64");

test("the first key of the ring wraps, every key unwraps", { tag: "@V11.2.2" }, () => {
  const ring = parseKeyRing(`${generateRingKey("new")}, ${generateRingKey("old")}`);
  expect(ring.primary.id).toBe("new");
  expect([...ring.keys.keys()]).toEqual(["new", "old"]);
});

test("a generated key fits the ring, with an id of its own", () => {
  const entries = Array.from({ length: 50 }, () => generateRingKey());
  expect(parseKeyRing(entries.join(",")).keys.size).toBe(50);
  expect(() => generateRingKey("Not An Id")).toThrow("key id");
});

test("a key-service key stands in the ring by name", () => {
  const arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const mine = generateRingKey("k1");
  const { primary, keys } = parseKeyRing(`k2:aws-kms:${arn},${mine},k3:aws-kms:alias/mailneo`);
  expect([primary.kind, primary.fingerprint]).toEqual(["aws-kms", arn]);
  expect([...keys.values()].map(({ id, kind }) => `${id} ${kind}`)).toEqual([
    "k2 aws-kms",
    "k1 local",
    "k3 aws-kms",
  ]);
  expect(ringEntries(`k2:aws-kms:${arn}, ${mine}`)).toEqual([
    { id: "k2", entry: `k2:aws-kms:${arn}` },
    { id: "k1", entry: mine },
  ]);
});

test("a fingerprint identifies its key and reveals no part of it", () => {
  const key = secret();
  const fingerprint = (text: string) => parseKeyRing(text).primary.fingerprint;
  expect(fingerprint(`a:${key}`)).toMatch(/^[0-9a-f]{4}( [0-9a-f]{4}){3}$/);
  expect(fingerprint(`a:${key}`)).toBe(fingerprint(`b:${key}`));
  expect(fingerprint(`a:${key}`)).not.toBe(fingerprint(`a:${secret()}`));
  expect(Buffer.from(key, "base64").toString("hex")).not.toContain(
    fingerprint(`a:${key}`).slice(0, 9).replace(" ", ""),
  );
});

const refused: [string, () => string, string][] = [
  ["nothing", () => "", "empty"],
  ["blanks", () => "  \n", "empty"],
  ["a trailing comma", () => `${generateRingKey("a")},`, "Key 2"],
  ["a key without an id", () => secret(), "id:base64"],
  ["an empty id", () => `:${secret()}`, "id:base64"],
  ["an empty key", () => "a:", "id:base64"],
  ["three parts", () => `a:${secret()}:b`, "id:base64"],
  ["an id in capitals", () => `Key:${secret()}`, "an id"],
  ["an id of 33 characters", () => `${"a".repeat(33)}:${secret()}`, "an id"],
  ["the same id twice", () => `${generateRingKey("a")},${generateRingKey("a")}`, "repeats an id"],
  ["a key of 31 bytes", () => `a:${randomBytes(31).toString("base64")}`, "31 bytes"],
  ["a key of 33 bytes", () => `a:${randomBytes(33).toString("base64")}`, "33 bytes"],
  ["a key of 16 bytes", () => `a:${randomBytes(16).toString("base64")}`, "16 bytes"],
  ["base64 without padding", () => `a:${secret().replace("=", "")}`, "base64"],
  ["base64 with stray characters", () => `a:!${secret()}`, "base64"],
  [
    "base64 with a flipped unused bit",
    () => `a:${Buffer.alloc(32).toString("base64").replace("A=", "B=")}`,
    "base64",
  ],
  ["a service nobody knows", () => "a:vault:key", "id:base64"],
  ["a key service without a key", () => "a:aws-kms:", "AWS KMS"],
  ["a key service's key by a web address", () => "a:aws-kms:https://example.com/key", "AWS KMS"],
  ["hex", () => `a:${randomBytes(32).toString("hex")}`, "48 bytes"],
];
for (const [what, text, reason] of refused) {
  test(`the key ring refuses ${what}`, () => {
    expect(() => parseKeyRing(text())).toThrow(reason);
  });
}

test("no key-ring error repeats its input", () => {
  const piece = fc.stringMatching(/^[A-Za-z0-9+/=]{12,60}$/);
  const broken = fc.oneof(
    piece,
    fc.tuple(piece, piece).map(([a, b]) => `${a}:${b}`),
    piece.map((a) => `${a}:a`),
  );
  fc.assert(
    fc.property(broken, (text) => {
      let message = "";
      try {
        parseKeyRing(text);
      } catch (error) {
        message = String(error);
      }
      for (const part of text.split(":").filter((each) => each.length >= 12)) {
        expect(message).not.toContain(part);
      }
    }),
  );
});

test("a key ring in a log shows no key", () => {
  const key = secret();
  const ring = parseKeyRing(`a:${key}`);
  const shown = inspect(ring, { depth: 9, showHidden: true }) + JSON.stringify([...ring.keys.values()]);
  expect(shown).not.toContain(key.slice(0, 12));
  expect(shown).not.toContain(Buffer.from(key, "base64").toString("hex").slice(0, 8));
});
