// `npm run receipt:verify -- file.json`: says whether receipts of consent are genuine, without the product or a network.
//   -- --key SHA256:…   the fingerprint the receipts must be signed with, from the page /receipts
import { readFileSync } from "node:fs";
import { readReceipt } from "#lib/audience/consents/read-receipt.ts";
import { receiptFault } from "#lib/audience/consents/receipt-hash.ts";
import { fingerprintOf } from "#lib/crypto/ed25519.ts";

const args = process.argv.slice(2);
const at = args.indexOf("--key");
const key = at < 0 ? undefined : args[at + 1];
const files = args.filter((_, index) => at < 0 || (index !== at && index !== at + 1));

if (files.length === 0 || (at >= 0 && !key)) {
  console.error("Usage: npm run receipt:verify -- [--key SHA256:…] file.json …");
  process.exit(2);
}

const words = {
  wording: "NOT GENUINE: the hash of the wording differs",
  facts: "NOT GENUINE: the hash of the facts differs",
  signature: "NOT GENUINE: the signature does not belong to it",
  key: "NOT GENUINE: another key signed it",
};

for (const file of files) {
  const receipt = readReceipt(readFileSync(file, "utf8"));
  const fault =
    receipt && (receiptFault(receipt) ?? (key && fingerprintOf(receipt.publicKey) !== key ? "key" : null));
  const verdict = !receipt
    ? "NOT A RECEIPT"
    : fault
      ? words[fault]
      : `${key ? "genuine" : "unchanged"}, signed with ${fingerprintOf(receipt.publicKey)}`;
  console.log(`${file}: ${verdict}`);
  if (!receipt || fault) process.exitCode = 1;
}
if (!key && process.exitCode !== 1)
  console.log("Compare the key with the one on the sender’s page /receipts, or name it with --key.");
