import type { Receipt } from "./receipt-hash.ts";

const mostCharacters = 40_000;
const mostDepth = 4;

/** Reads a receipt that a person holds; null for a text that is none. What it says may still be false. */
export function readReceipt(text: string): Receipt | null {
  if (text.length > mostCharacters) return null;
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(read) || !isRecord(read.receipt) || !isPlain(read.receipt, mostDepth)) return null;
  const { receipt } = read;
  const texts = [receipt.wording, receipt.wordingSha256, read.sha256, read.publicKey, read.signature];
  return texts.every((each) => typeof each === "string") ? (read as Receipt) : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isPlain(value: unknown, depth: number): boolean {
  if (!isRecord(value)) return value === null || ["string", "number", "boolean"].includes(typeof value);
  return depth > 0 && Object.values(value).every((each) => isPlain(each, depth - 1));
}
