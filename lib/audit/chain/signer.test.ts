import { expect, test } from "@playwright/test";
import { fingerprintOf, isSignedBy, signerOf } from "#lib/crypto/ed25519.ts";
import { loadEnv } from "#lib/env.ts";

const hex = (text: string) => Buffer.from(text, "hex");

test("signs as RFC 8032 says (7.1, tests 1 to 3)", { tag: "@V11.6.1" }, () => {
  const vectors = [
    {
      seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      message: "",
      signature:
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    },
    {
      seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      message: "72",
      signature:
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    },
    {
      seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      message: "af82",
      signature:
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    },
  ];
  for (const { seed, key, message, signature } of vectors) {
    const made = signerOf(hex(seed));
    expect(Buffer.from(made.publicKey, "base64").toString("hex")).toBe(key);
    expect(Buffer.from(made.sign(hex(message)), "base64").toString("hex")).toBe(signature);
    expect(isSignedBy(made.publicKey, hex(message), made.sign(hex(message)))).toBe(true);
  }
});

test("a changed text, key or signature does not verify", { tag: "@V11.6.1" }, () => {
  const mine = signerOf(Buffer.alloc(32, 1));
  const signature = mine.sign("text");
  expect(isSignedBy(mine.publicKey, "text", signature)).toBe(true);
  expect(isSignedBy(mine.publicKey, "texts", signature)).toBe(false);
  expect(isSignedBy(signerOf(Buffer.alloc(32, 2)).publicKey, "text", signature)).toBe(false);
  const changed = Buffer.from(signature, "base64");
  changed[0] = (changed[0] ?? 0) ^ 1;
  for (const bad of [changed.toString("base64"), signature.slice(0, -4), ` ${signature}`, "", "AAAA"])
    expect(isSignedBy(mine.publicKey, "text", bad), bad).toBe(false);
  for (const bad of ["", "AAAA", `${mine.publicKey}=`])
    expect(isSignedBy(bad, "text", signature)).toBe(false);
});

test("the fingerprint is the key's SHA-256 as OpenSSH writes it", () => {
  const { publicKey, fingerprint } = signerOf(Buffer.alloc(32, 1));
  expect(fingerprint).toBe(fingerprintOf(publicKey));
  expect(fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
});

test("AUDIT_SIGNING_KEY signs with its first key, older ones may be public", () => {
  const settings = {
    DATABASE_URL: "postgres://localhost/mailneo",
    SMTP_URL: "smtp://localhost:1025",
    MAIL_FROM: "no-reply@example.com",
    AUTH_SECRET: "s".repeat(32),
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
  };
  const seed = Buffer.alloc(32, 1).toString("base64");
  const { publicKey } = signerOf(Buffer.alloc(32, 2));
  expect(loadEnv(settings).AUDIT_SIGNING_KEYS).toEqual([]);
  expect(
    loadEnv({ ...settings, AUDIT_SIGNING_KEY: `${seed},public:${publicKey}` }).AUDIT_SIGNING_KEYS,
  ).toEqual([{ seed: Buffer.alloc(32, 1) }, { publicKey }]);
  for (const bad of ["short", `public:${publicKey}`, `${seed},nonsense`, `${seed}=`])
    expect(() => loadEnv({ ...settings, AUDIT_SIGNING_KEY: bad }), bad).toThrow("openssl rand -base64 32");
});
