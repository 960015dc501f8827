import { createSecretKey, randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { sha256 } from "./hash.ts";
import {
  hashToken,
  type LinkKind,
  randomToken,
  signGrant,
  signLink,
  verifyGrant,
  verifyLink,
} from "./tokens.ts";

const key = randomBytes(32);
const kinds: LinkKind[] = ["unsubscribe", "preferences", "confirm"];
const newTarget = () => ({ workspaceId: randomUUID(), id: randomUUID() });
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

test("a random token holds 256 bits and no two are alike", { tag: ["@V11.5.1", "@V7.2.3"] }, () => {
  const tokens = Array.from({ length: 1_000 }, () => randomToken());
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(randomToken(16)).toHaveLength(22);
  expect(() => randomToken(15)).toThrow(RangeError);
});

test("a token is stored as its SHA-256", () => {
  expect(hashToken("abc")).toEqual(sha256("abc"));
});

test("a signed link has 64 characters and names a workspace row", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), fc.constantFrom(...kinds), (workspaceId, id, kind) => {
      const token = signLink(key, kind, { workspaceId, id });
      expect(token).toMatch(/^[A-Za-z0-9_-]{64}$/);
      expect(verifyLink(key, kind, token)).toEqual({ workspaceId, id });
    }),
  );
});

test("a link with another workspace put into it is refused", () => {
  const [here, there] = [newTarget(), newTarget()];
  const token = Buffer.from(signLink(key, "unsubscribe", here), "base64url");
  const other = Buffer.from(signLink(key, "unsubscribe", there), "base64url");
  const mixed = Buffer.concat([other.subarray(0, 16), token.subarray(16)]);
  expect(verifyLink(key, "unsubscribe", mixed.toString("base64url"))).toBeNull();
});

test("a link with any single character changed is refused", { tag: "@V11.5.1" }, () => {
  const token = signLink(key, "unsubscribe", newTarget());
  const taken: string[] = [];
  for (let at = 0; at < token.length; at++) {
    for (const character of BASE64URL.replace(token.charAt(at), "")) {
      const changed = token.slice(0, at) + character + token.slice(at + 1);
      if (verifyLink(key, "unsubscribe", changed) !== null) taken.push(changed);
    }
  }
  expect(taken).toEqual([]);
});

test("a link of one kind is refused as another", () => {
  const target = newTarget();
  for (const kind of kinds) {
    const token = signLink(key, kind, target);
    for (const other of kinds) {
      expect(verifyLink(key, other, token)).toEqual(other === kind ? target : null);
    }
  }
});

test("a link verifies under listed keys only", () => {
  const target = newTarget();
  const token = signLink(key, "unsubscribe", target);
  const other = randomBytes(32);
  expect(verifyLink(other, "unsubscribe", token)).toBeNull();
  expect(verifyLink([other, key], "unsubscribe", token)).toEqual(target);
  expect(verifyLink([other], "unsubscribe", token)).toBeNull();
  expect(verifyLink([], "unsubscribe", token)).toBeNull();
});

test("only the canonical spelling of a link is taken", () => {
  const token = signLink(key, "confirm", {
    workspaceId: "00000000-0000-7000-8000-000000000000",
    id: "00000000-0000-7000-8000-0000000000ff",
  });
  const spellings = [
    `${token}=`,
    `${token}A`,
    token.slice(0, -1),
    ` ${token}`,
    `${token}\n`,
    `${token.slice(0, 20)} ${token.slice(20)}`,
    `${token.slice(0, 63)}%`,
    Buffer.from(token, "base64url").toString("hex"),
    "",
  ];
  for (const spelling of spellings) expect(verifyLink(key, "confirm", spelling), spelling).toBeNull();
  expect(verifyLink(key, "confirm", undefined as unknown as string)).toBeNull();

  const signs = Array.from({ length: 50 }, () => signLink(key, "confirm", newTarget())).filter((each) =>
    /[-_]/.test(each),
  );
  expect(signs.length).toBeGreaterThan(0);
  for (const each of signs) {
    expect(verifyLink(key, "confirm", each.replaceAll("-", "+").replaceAll("_", "/"))).toBeNull();
  }
});

test("a data key signs links as KeyObject and bytes alike", () => {
  const target = newTarget();
  const token = signLink(createSecretKey(key), "unsubscribe", target);
  expect(token).toBe(signLink(key, "unsubscribe", target));
  expect(verifyLink([createSecretKey(key)], "unsubscribe", token)).toEqual(target);
});

test("no text whatever is taken for a link, or throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[A-Za-z0-9_-]{64}$/)), (text) => {
      expect(verifyLink(key, "unsubscribe", text)).toBeNull();
    }),
  );
});

test("a link needs a lower-case UUID and a 32-byte key", () => {
  const target = newTarget();
  const upper = randomUUID().toUpperCase().replace(/^./, "A");
  for (const wrong of [
    { id: "not-a-uuid" },
    { workspaceId: "not-a-uuid" },
    { id: upper },
    { workspaceId: upper },
  ])
    expect(() => signLink(key, "confirm", { ...target, ...wrong })).toThrow(TypeError);
  expect(() => signLink(randomBytes(16), "confirm", target)).toThrow(TypeError);
});

test("a grant names its ids, and with any character changed none", () => {
  const ids = Array.from({ length: 5 }, () => randomUUID());
  const token = signGrant(key, "upload", ids);
  expect(token).toMatch(/^[A-Za-z0-9_-]{128}$/);
  expect(verifyGrant(key, "upload", token)).toEqual(ids);
  const taken: string[] = [];
  for (let at = 0; at < token.length; at++) {
    const changed = `${token.slice(0, at)}${token.charAt(at) === "A" ? "B" : "A"}${token.slice(at + 1)}`;
    if (verifyGrant(key, "upload", changed) !== null) taken.push(changed);
  }
  expect(taken).toEqual([]);
  for (const other of ["", token.slice(4), `${token}AAAA`, `${token}=`])
    expect(verifyGrant(key, "upload", other)).toBeNull();
  expect(verifyGrant(randomBytes(32), "upload", token)).toBeNull();
  expect(() => signGrant(key, "upload", ids.slice(1))).toThrow(TypeError);
});
