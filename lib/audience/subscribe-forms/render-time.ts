import { hmac, safeEqual } from "#lib/crypto/hash.ts";

/** A person needs at least this long to type an address, and a page open longer than a day may no longer say what holds. */
const SHORTEST_MILLISECONDS = 2_000;
const LONGEST_MILLISECONDS = 86_400_000;

/** Returns a mark of when a form was made, signed so that no program can make one up. */
export function signRenderTime(key: Buffer, newsletterId: string, now = Date.now()): string {
  const time = now.toString(36);
  return `${time}.${signature(key, newsletterId, time)}`;
}

/** Returns whether a form was made by us for this newsletter, and is neither too young nor too old. */
export function isTimely(key: Buffer, newsletterId: string, mark: string, now = Date.now()): boolean {
  const [, time = "", signed = ""] = /^([0-9a-z]{8,10})\.([\w-]{22})$/.exec(mark) ?? [];
  if (!safeEqual(signed, signature(key, newsletterId, time))) return false;
  const age = now - Number.parseInt(time, 36);
  return age >= SHORTEST_MILLISECONDS && age <= LONGEST_MILLISECONDS;
}

const signature = (key: Buffer, newsletterId: string, time: string) =>
  hmac(key, "mn:form-time", newsletterId, time).subarray(0, 16).toString("base64url");
