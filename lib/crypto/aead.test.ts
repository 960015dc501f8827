import { createCipheriv, createSecretKey, randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import { decrypt, encrypt } from "./aead.ts";
import { VaultError } from "./vault-error.ts";

const hex = (text: string) => Buffer.from(text, "hex");

// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B.
const knownAnswers = [
  {
    name: "test case 14",
    key: "00".repeat(32),
    iv: "00".repeat(12),
    aad: "",
    ciphertext: "cea7403d4d606b6e074ec5d3baf39d18",
    tag: "d0d1c8a799996bf0265b98b5d48ab919",
    plaintext: "00".repeat(16),
  },
  {
    name: "test case 16",
    key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
    iv: "cafebabefacedbaddecaf888",
    aad: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    ciphertext:
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
    tag: "76fc6ece0f4e1768cddf8853bb2d551b",
    plaintext:
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
  },
];

for (const answer of knownAnswers) {
  test(`AES-256-GCM gives the published answer of ${answer.name}`, { tag: "@V11.3.2" }, () => {
    const key = createSecretKey(hex(answer.key));
    const sealed = { iv: hex(answer.iv), ciphertext: hex(answer.ciphertext), tag: hex(answer.tag) };
    expect(decrypt(key, sealed, hex(answer.aad)).toString("hex")).toBe(answer.plaintext);
  });
}

for (const length of [15, 14, 13, 12, 8, 4]) {
  test(`a genuine tag of ${length} bytes is refused`, { tag: "@V11.3.3" }, () => {
    const key = createSecretKey(randomBytes(32));
    const iv = randomBytes(12);
    const aad = Buffer.from("place");
    const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: length }).setAAD(aad);
    const ciphertext = Buffer.concat([cipher.update("hello"), cipher.final()]);
    expect(() => decrypt(key, { iv, ciphertext, tag: cipher.getAuthTag() }, aad)).toThrow(VaultError);
  });

  test(`a tag cut to ${length} bytes is refused`, { tag: "@V11.3.3" }, () => {
    const key = createSecretKey(randomBytes(32));
    const sealed = encrypt(key, Buffer.from("hello"), Buffer.from("place"));
    const cut = { ...sealed, tag: sealed.tag.subarray(0, length) };
    expect(() => decrypt(key, cut, Buffer.from("place"))).toThrow(VaultError);
  });
}

for (const length of [1, 8, 11, 13, 16]) {
  test(`a genuine message under an IV of ${length} bytes is refused`, { tag: "@V11.3.2" }, () => {
    const key = createSecretKey(randomBytes(32));
    const iv = randomBytes(length);
    const aad = Buffer.from("place");
    const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(aad);
    const ciphertext = Buffer.concat([cipher.update("hello"), cipher.final()]);
    expect(() => decrypt(key, { iv, ciphertext, tag: cipher.getAuthTag() }, aad)).toThrow(VaultError);
  });
}

for (const length of [1, 16, 24, 31, 33, 64]) {
  test(`a key of ${length} bytes neither seals nor opens`, { tag: "@V11.2.3" }, () => {
    const aad = Buffer.from("place");
    const sealed = encrypt(createSecretKey(randomBytes(32)), Buffer.from("hello"), aad);
    const key = createSecretKey(randomBytes(length));
    expect(() => encrypt(key, Buffer.from("hello"), aad)).toThrow(TypeError);
    expect(() => decrypt(key, sealed, aad)).toThrow(VaultError);
  });
}

test("100,000 seals of one text share no IV or tag", { tag: "@V11.3.4" }, () => {
  const key = createSecretKey(randomBytes(32));
  const seals = Array.from({ length: 100_000 }, () =>
    encrypt(key, Buffer.from("hello"), Buffer.from("place")),
  );
  expect(new Set(seals.map(({ iv }) => iv.toString("hex"))).size).toBe(seals.length);
  expect(new Set(seals.map(({ tag }) => tag.toString("hex"))).size).toBe(seals.length);
});
