import { hmac, safeEqual } from "#lib/crypto/hash.ts";

/** A person needs at least this long to let the browser fill in an address and press the button, and a page open longer than a day may no longer say what holds. */
const SHORTEST_MILLISECONDS = 1_000;
const LONGEST_MILLISECONDS = 86_400_000;
/** How long a person without scripts waits on a form under attack, and until when they may go on. */
const WAIT_MILLISECONDS = 60_000;
const WAITED_MILLISECONDS = 3_600_000;

/** Returns a mark of when a form was made, signed so that no program can make one up. */
export const signRenderTime = (key: Buffer, newsletterId: string, now = Date.now()): string =>
  sign(key, ["mn:form-time", newsletterId], now);

/** Returns whether a form was made by us for this newsletter long enough ago, just now, or too long ago or by somebody else. */
export function ageOfForm(
  key: Buffer,
  newsletterId: string,
  mark: string,
  now = Date.now(),
): "timely" | "early" | "none" {
  const age = ageOf(key, ["mn:form-time", newsletterId], mark, now);
  if (age === null || age > LONGEST_MILLISECONDS) return "none";
  return age >= SHORTEST_MILLISECONDS ? "timely" : "early";
}

/** Returns a mark of when a person without a proof began to wait, for one address and no other. */
export const signWait = (key: Buffer, newsletterId: string, email: string, now = Date.now()): string =>
  sign(key, ["mn:form-wait", newsletterId, email], now);

/** Returns whether the wait is over, still runs, or is none of ours for this address. */
export function waitOf(
  key: Buffer,
  newsletterId: string,
  email: string,
  mark: string,
  now = Date.now(),
): "over" | "early" | "none" {
  const age = ageOf(key, ["mn:form-wait", newsletterId, email], mark, now);
  if (age === null || age > WAITED_MILLISECONDS) return "none";
  return age >= WAIT_MILLISECONDS ? "over" : "early";
}

function sign(key: Buffer, about: string[], now: number): string {
  const time = now.toString(36);
  return `${time}.${signature(key, about, time)}`;
}

function ageOf(key: Buffer, about: string[], mark: string, now: number): number | null {
  const [, time = "", signed = ""] = /^([0-9a-z]{8,10})\.([\w-]{22})$/.exec(mark) ?? [];
  if (!safeEqual(signed, signature(key, about, time))) return null;
  return now - Number.parseInt(time, 36);
}

const signature = (key: Buffer, about: string[], time: string) =>
  hmac(key, ...about, time)
    .subarray(0, 16)
    .toString("base64url");
