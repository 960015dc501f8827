import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { genSaltSync, hash, parseOptions, verify } from "@node-rs/bcrypt";
import { giveWayToPages } from "./background-threads.ts";
import { isStorable, MAX_PASSWORD_BYTES, normalPassword, passwordBytes } from "./rules.ts";
import { createSemaphore, type Semaphore, type Turn } from "./semaphore.ts";

export { BusyError } from "./semaphore.ts";

const COST = 12;
const QUEUE = 64;
const SECONDS_PER_VERIFICATION = 0.4;

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BCRYPT64 = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const cores = availableParallelism();
const semaphore = createSemaphore({
  limit: bcryptsAtOnce(),
  queue: QUEUE,
  secondsToClear: Math.ceil((QUEUE * SECONDS_PER_VERIFICATION) / cores),
});
const dummyHash = makeDummyHash();

const inTurn: Semaphore = (work, turn) =>
  semaphore(async () => {
    await giveWayToPages();
    return work();
  }, turn);

/**
 * Hashes with bcrypt at cost 12 over the UTF-8 bytes of the password's NFKC form: `$2b$12$…`, 60 characters, about 0.3 s.
 * @throws TypeError for a password that checkPassword() refuses as too long or not storable; BusyError when
 * overloaded.
 */
export async function hashPassword(typed: string, turn?: Turn): Promise<string> {
  const password = normalPassword(typed);
  if (!isHashable(password))
    throw new TypeError("This password cannot be hashed. Check it with checkPassword first.");
  return inTurn(() => hash(password, { cost: COST, rejectLongPasswords: true }), turn);
}

/**
 * Returns whether a password matches a stored hash. A null hash (no such account, or no password set) takes as
 * long. So do a damaged hash and a password that could never have been set.
 * @throws BusyError when overloaded.
 */
export async function verifyPassword(
  typed: string,
  storedHash: string | null,
  turn?: Turn,
): Promise<boolean> {
  return (await matchPassword(typed, storedHash, turn)) !== "no";
}

/**
 * Compares like verifyPassword(), and says "outdated" for a right password whose hash is to be made anew. Hashes from before
 * passwords were normalised hold the form that was typed. That form is tried only where it differs, with or without an account.
 * @throws BusyError when overloaded.
 */
export async function matchPassword(
  typed: string,
  storedHash: string | null,
  turn?: Turn,
): Promise<"no" | "yes" | "outdated"> {
  const password = normalPassword(typed);
  return inTurn(async () => {
    if (await compare(password, storedHash)) return needsRehash(storedHash ?? "") ? "outdated" : "yes";
    return password !== typed && (await compare(typed, storedHash)) ? "outdated" : "no";
  }, turn);
}

async function compare(password: string, storedHash: string | null): Promise<boolean> {
  // bcrypt ignores what is past 72 bytes and reads every lone surrogate alike, so such a guess must never match.
  const usable = storedHash !== null && isHashable(password) && costOf(storedHash) !== null;
  const matches = await (usable ? verify(password, storedHash) : verify("", dummyHash));
  return usable && matches;
}

/** Returns whether to hash anew at the next sign-in: another cost or variant than hashPassword's, or not a bcrypt hash. */
export function needsRehash(storedHash: string): boolean {
  return costOf(storedHash) !== COST || !storedHash.startsWith("$2b$");
}

function isHashable(password: string): boolean {
  return isStorable(password) && passwordBytes(password) <= MAX_PASSWORD_BYTES;
}

function costOf(storedHash: string): number | null {
  try {
    return parseOptions(storedHash).cost;
  } catch {
    return null;
  }
}

// Twice the cores. But bcrypt runs on libuv's pool (4 threads by default), and DNS and files need one of them.
function bcryptsAtOnce(): number {
  const pool = Number(process.env.UV_THREADPOOL_SIZE) || 4;
  return Math.max(1, Math.min(2 * cores, pool - 1));
}

/**
 * Returns a well-formed cost-12 hash without a known password: a real salt and 23 random bytes as the digest.
 * bcrypt checks it in full. No hashing is needed, so the first unknown address after a start is no slower.
 */
function makeDummyHash(): string {
  const digest = randomBytes(23).toString("base64").replaceAll("=", "");
  return (
    genSaltSync({ cost: COST }) + [...digest].map((digit) => BCRYPT64.charAt(BASE64.indexOf(digit))).join("")
  );
}
