import { expect, test } from "@playwright/test";
import { Secret } from "otpauth";
import { newTotpSecret, totpCodeAt, totpStepOf, totpUri } from "./totp.ts";

// RFC 6238 appendix B, SHA-1: the last six of its eight digits.
const rfcSecret = Secret.fromUTF8("12345678901234567890").base32;
const vectors: [seconds: number, code: string][] = [
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
  [20000000000, "353130"],
];

for (const [seconds, code] of vectors)
  test(`RFC 6238: at ${seconds} s the code is ${code}`, { tag: "@V6.5.5" }, () => {
    expect(totpCodeAt(rfcSecret, seconds * 1000)).toBe(code);
    expect(totpStepOf(rfcSecret, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

test("a code is accepted one step early or late, no more", { tag: "@V6.5.5" }, () => {
  const secret = newTotpSecret();
  const now = 1_800_000_000_000;
  const step = now / 30_000;
  const taken = [-2, -1, 0, 1, 2].map((drift) =>
    totpStepOf(secret, totpCodeAt(secret, now + drift * 30_000), now),
  );
  expect(taken).toEqual([null, step - 1, step, step + 1, null]);
});

test("what is not six ASCII digits is no code, and throws nothing", () => {
  const secret = newTotpSecret();
  for (const typed of [
    "",
    "12345",
    "1234567",
    "１２３４５６",
    "12345a",
    "-12345",
    "1e5000",
    " 12345",
    "\0\0\0\0\0\0",
  ])
    expect(totpStepOf(secret, typed)).toBeNull();
});

test("a secret has 160 random bits and a complete URI", {
  tag: ["@V6.5.3", "@V11.5.1"],
}, () => {
  const [one, other] = [newTotpSecret(), newTotpSecret()];
  expect(one).toMatch(/^[A-Z2-7]{32}$/);
  expect(one).not.toBe(other);
  const uri = new URL(totpUri(one, "ada+mail@example.com"));
  expect(uri.protocol).toBe("otpauth:");
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    issuer: "Mailneo",
    secret: one,
    algorithm: "SHA1",
    digits: "6",
    period: "30",
  });
  expect(decodeURIComponent(uri.pathname)).toMatch(/Mailneo:ada\+mail@example\.com$/);
});
