import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { genSaltSync, hash, parseOptions, verify } from "@node-rs/bcrypt";
import { giveWayToPages } from "./background-threads.ts";
import { isStorable, MAX_PASSWORD_BYTES, passwordBytes } from "./rules.ts";
import { createSemaphore, type Semaphore } from "./semaphore.ts";

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

const inTurn: Semaphore = (work) =>
  semaphore(async () => {
    await giveWayToPages();
    return work();
  });

/**
 * bcrypt at cost 12 over the password's exact UTF-8 bytes: `$2b$12$…`, 60 characters, about 0.3 s.
 * @throws TypeError for what checkPassword() would have refused as too long or not storable; BusyError when overloaded.
 */
export async function hashPassword(password: string): Promise<string> {
  if (!isHashable(password))
    throw new TypeError("This password cannot be hashed. Check it with checkPassword first.");
  return inTurn(() => hash(password, { cost: COST, rejectLongPasswords: true }));
}

/**
 * Whether a password is the one behind a stored hash. Takes as long when there is no hash (null: no such account, or no
 * password set), when the hash is damaged and when the password could never have been set.
 * @throws BusyError when overloaded.
 */
export async function verifyPassword(password: string, storedHash: string | null): Promise<boolean> {
  // bcrypt would ignore what is past 72 bytes and read every lone surrogate alike, so such a guess never matches.
  const usable = storedHash !== null && isHashable(password) && costOf(storedHash) !== null;
  const matches = await inTurn(() => (usable ? verify(password, storedHash) : verify("", dummyHash)));
  return usable && matches;
}

/** Whether to hash anew at the next sign-in: another cost or variant than hashPassword's, or not a bcrypt hash. */
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

// Twice the cores, but bcrypt runs on libuv's pool (4 threads unless told otherwise) and DNS and files need one of them.
function bcryptsAtOnce(): number {
  const pool = Number(process.env.UV_THREADPOOL_SIZE) || 4;
  return Math.max(1, Math.min(2 * cores, pool - 1));
}

/**
 * A well-formed cost-12 hash whose password nobody knows: a real salt and 23 random bytes where the digest goes.
 * bcrypt checks it in full. Made without hashing, so the first unknown address after a start is no slower.
 */
function makeDummyHash(): string {
  const digest = randomBytes(23).toString("base64").replaceAll("=", "");
  return (
    genSaltSync({ cost: COST }) + [...digest].map((digit) => BCRYPT64.charAt(BASE64.indexOf(digit))).join("")
  );
}
