import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { z } from "zod";
import { takeTurns } from "#lib/core/take-turns.ts";
import { bounded } from "#lib/core/text.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { hmac, safeEqual } from "#lib/crypto/hash.ts";

/**
 * Work of one signup: about 256 derivations of so many rounds, one or two seconds of a phone's processor. Checking it takes one
 * derivation.
 */
const ROUNDS = 5000;
const PREFIX = "00";
const GOOD_FOR_SECONDS = 1200;

const hex = (bytes: number) => bounded(bytes * 2).regex(/^[0-9a-f]+$/);

/** A challenge as ALTCHA's worker takes it (version 2 of its protocol), signed by us for one newsletter. */
const challengeShape = z.object({
  parameters: z.object({
    algorithm: z.literal("PBKDF2/SHA-256"),
    nonce: hex(16),
    salt: hex(16),
    cost: z.literal(ROUNDS),
    keyLength: z.literal(32),
    keyPrefix: z.literal(PREFIX),
    expiresAt: z.int().min(0),
  }),
  signature: bounded(43),
});

const proofShape = z.object({
  challenge: challengeShape,
  solution: z.object({ counter: z.int().min(0).max(0xffff_ffff), derivedKey: hex(32) }),
});

export type Challenge = z.infer<typeof challengeShape>;

/** Returns a new challenge for a form. Nothing is stored: the signature says that it is ours. */
export function newChallenge(key: Buffer, newsletterId: string, now = Date.now()): Challenge {
  const parameters: Challenge["parameters"] = {
    algorithm: "PBKDF2/SHA-256",
    nonce: randomBytes(16).toString("hex"),
    salt: randomBytes(16).toString("hex"),
    cost: ROUNDS,
    keyLength: 32,
    keyPrefix: PREFIX,
    expiresAt: Math.floor(now / 1000) + GOOD_FOR_SECONDS,
  };
  return { parameters, signature: signature(key, newsletterId, parameters) };
}

/**
 * Returns whether a form carries a solved challenge of ours for this newsletter. Each proof counts once, for one signup.
 * @throws AppError unavailable.
 */
export async function isProven(
  key: Buffer,
  newsletterId: string,
  given: string | undefined,
  now = Date.now(),
): Promise<boolean> {
  const proof = read(given);
  if (!proof) return false;
  const { challenge, solution } = proof;
  const { parameters } = challenge;
  if (!safeEqual(challenge.signature, signature(key, newsletterId, parameters))) return false;
  if (parameters.expiresAt * 1000 < now || !solution.derivedKey.startsWith(PREFIX)) return false;
  const derived = await inTurn(newsletterId, () => derive(parameters, solution.counter));
  if (!safeEqual(derived, solution.derivedKey)) return false;
  const once = { name: "signup:proof", max: 1, windowSeconds: 1200 };
  return takeAttempt(once, challenge.signature).then(
    () => true,
    (error) => {
      if (error?.code === "tooOften") return false;
      throw error;
    },
  );
}

function read(given: string | undefined): z.infer<typeof proofShape> | null {
  if (!given || given.length > 2000) return null;
  try {
    return proofShape.parse(JSON.parse(Buffer.from(given, "base64").toString()));
  } catch {
    return null;
  }
}

const derivation = promisify(pbkdf2);

/** Derivations share a few threads with passwords, so that a flood of one form's proofs waits for itself. */
const inTurn = takeTurns({
  places: 2,
  each: 1,
  queue: { most: 400, ofOne: 100, words: "Many people are signing up right now. Try again in a minute." },
});

/** Returns the key that a counter gives, in hex: the protocol derives it from the nonce and the counter's four bytes. */
export async function derive(
  { nonce, salt, cost, keyLength }: Challenge["parameters"],
  counter: number,
): Promise<string> {
  const password = Buffer.alloc(nonce.length / 2 + 4);
  password.write(nonce, "hex");
  password.writeUInt32BE(counter, nonce.length / 2);
  return (await derivation(password, Buffer.from(salt, "hex"), cost, keyLength, "sha256")).toString("hex");
}

function signature(key: Buffer, newsletterId: string, parameters: Challenge["parameters"]): string {
  const { nonce, salt, cost, keyPrefix, expiresAt } = parameters;
  return hmac(key, "mn:form-proof", newsletterId, nonce, salt, `${cost} ${keyPrefix} ${expiresAt}`).toString(
    "base64url",
  );
}
