import { expect, test } from "@playwright/test";
import { readCode } from "./read-code.ts";
import { newRecoveryCode } from "./recovery-code.ts";

test("an app's code is read however it is copied", () => {
  for (const typed of [
    "123456",
    " 123 456 ",
    "123-456",
    "123–456",
    "１２３４５６",
    "123\u00a0456",
    "\u200b123.456",
  ])
    expect(readCode(typed), typed).toEqual({ app: "123456" });
});

test("a recovery code is read, and nothing is told from no code", () => {
  const code = newRecoveryCode();
  for (const typed of [code, code.toLowerCase(), code.replaceAll("-", " "), code.replaceAll("-", "—")])
    expect(readCode(typed)).toEqual({ recovery: code.replaceAll("-", "") });
  for (const typed of ["", "  ", "-", "\u200b"]) expect(readCode(typed)).toBe("empty");
  for (const typed of ["12345", "1234567", "12345a", "no code"]) expect(readCode(typed)).toBe("unreadable");
});
