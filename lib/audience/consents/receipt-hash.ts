import { sha256 } from "#lib/crypto/hash.ts";

type Plain = string | number | boolean | null | { [name: string]: Plain };

/** Facts of a receipt. `wording` is the exact text that the person saw or said. */
export type ReceiptFacts = { [name: string]: Plain } & { wording: string };

export type Receipt = { receipt: ReceiptFacts & { wordingSha256: string }; sha256: string };

/**
 * Returns a receipt with its hash: SHA-256 over the facts as JSON in UTF-8, names sorted, without spaces. Anybody checks it
 * with `jq -cjS .receipt file | sha256sum`.
 */
export function sealReceipt(facts: ReceiptFacts): Receipt {
  const receipt = { ...facts, wordingSha256: hex(facts.wording) };
  return { receipt, sha256: hex(canonical(receipt)) };
}

/** Returns whether neither the facts nor the wording of a receipt were changed. */
export function verifyReceipt({ receipt, sha256: claimed }: Receipt): boolean {
  return hex(receipt.wording) === receipt.wordingSha256 && hex(canonical(receipt)) === claimed;
}

const hex = (text: string) => sha256(text).toString("hex");

function canonical(value: Plain): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(",")}}`;
}
