import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { sealReceipt } from "#lib/audience/consents/receipt-hash.ts";
import { fingerprintOf, signerOf } from "#lib/crypto/ed25519.ts";

const folder = mkdtempSync(join(tmpdir(), "receipts-"));
const signer = signerOf(Buffer.alloc(32, 3));

test("the command tells a genuine receipt from a changed one", { tag: ["@GD1", "@CA6"] }, () => {
  const receipt = sealReceipt({ wording: "Send me “the letter”.", purpose: "The letter" }, signer);
  const file = (name: string, content: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, null, 2));
    return path;
  };
  const run = (...args: string[]) => {
    const { status, stdout } = spawnSync(process.execPath, ["scripts/receipt-verify.ts", ...args], {
      encoding: "utf8",
    });
    return { status, stdout };
  };
  const good = file("good.json", receipt);
  const key = fingerprintOf(signer.publicKey);
  expect(run(good)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`unchanged, signed with ${key}`),
  });
  expect(run("--key", key, good)).toMatchObject({ status: 0, stdout: expect.stringContaining("genuine") });
  expect(run("--key", fingerprintOf(signerOf(Buffer.alloc(32, 4)).publicKey), good)).toMatchObject({
    status: 1,
  });
  for (const [name, content, words] of [
    [
      "wording.json",
      { ...receipt, receipt: { ...receipt.receipt, wording: "More." } },
      "hash of the wording",
    ],
    ["facts.json", { ...receipt, receipt: { ...receipt.receipt, purpose: "More" } }, "hash of the facts"],
    ["none.json", "{}", "NOT A RECEIPT"],
  ] as const)
    expect(run(file(name, content))).toMatchObject({ status: 1, stdout: expect.stringContaining(words) });
});
