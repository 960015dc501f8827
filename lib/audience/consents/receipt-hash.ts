import { isSignedBy, type Signer } from "#lib/crypto/ed25519.ts";
import { sha256 } from "#lib/crypto/hash.ts";

type Plain = string | number | boolean | null | { [name: string]: Plain };

/** Facts of a receipt. `wording` is the exact text that the person saw or said. */
export type ReceiptFacts = { [name: string]: Plain } & { wording: string };

/** A receipt as it is handed out. `publicKey` and `signature` are Ed25519 (RFC 8032) in base64. */
export type Receipt = {
  receipt: ReceiptFacts & { wordingSha256: string };
  sha256: string;
  publicKey: string;
  signature: string;
};

/**
 * Returns a receipt with its hash and its signature, both over the facts as JSON in UTF-8, names sorted, without spaces.
 * Anybody checks the hash with `jq -cjS .receipt file | sha256sum`; the signature says that this installation wrote it.
 */
export function sealReceipt(facts: ReceiptFacts, signer: Signer): Receipt {
  const receipt = { ...facts, wordingSha256: hex(facts.wording) };
  const text = canonical(receipt);
  return { receipt, sha256: hex(text), publicKey: signer.publicKey, signature: signer.sign(text) };
}

/** What is wrong with a receipt; null when nothing is. */
export type ReceiptFault = "wording" | "facts" | "signature" | "key";

/**
 * Returns the first fault of a receipt, or null. `believed` is the key that the installation signs with; without one, a
 * receipt that its own key signed is good.
 */
export function receiptFault(given: Receipt, believed?: string): ReceiptFault | null {
  const { receipt, sha256: claimed, publicKey, signature } = given;
  const text = canonical(receipt);
  if (hex(receipt.wording) !== receipt.wordingSha256) return "wording";
  if (hex(text) !== claimed) return "facts";
  if (!isSignedBy(publicKey, text, signature)) return "signature";
  return believed !== undefined && publicKey !== believed ? "key" : null;
}

const hex = (text: string) => sha256(text).toString("hex");

function canonical(value: Plain): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(",")}}`;
}
