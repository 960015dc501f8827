import { cutText } from "#lib/core/cut-text.ts";
export type LimitWindow = "minute" | "hour" | "day" | "month" | "unknown";

export type SendingLimit = {
  window: LimitWindow;
  /** Seconds from now until sending may work again. */
  seconds: number;
  /** True when the server named the time, false when it is the window's default. */
  said: boolean;
};

const hour = 3600;
const shortest = 60;
const longest = 31 * 24 * hour;

// Providers count over a sliding window, so that a whole window is the longest one can have to wait. A month's
// allowance may be raised any day, so that one try a day finds out.
const defaults: Record<LimitWindow, number> = {
  minute: 2 * 60,
  hour,
  day: 24 * hour,
  month: 24 * hour,
  unknown: hour,
};

/**
 * Returns when a sending limit ends, from the server's words where they say so, otherwise by the window that
 * the limit is counted over. `reply` is a refusal that classifyReply() called a sending limit.
 */
export function sendingLimit(
  reply: string,
  { temporary = false, now = new Date() }: { temporary?: boolean; now?: Date } = {},
): SendingLimit {
  const spoken = cutText(reply.replace(/\s+/g, " ").toLowerCase(), 2000);
  const window = windowOf(spoken);
  const seconds = saidSeconds(spoken) ?? saidMoment(spoken, now);
  if (seconds === null) {
    // A 4xx asks to come back soon.
    const known = temporary && window === "unknown" ? hour / 4 : defaults[window];
    return { window, seconds: known, said: false };
  }
  return { window, seconds: Math.min(longest, Math.max(shortest, Math.ceil(seconds))), said: true };
}

/** Returns the window in words for the account's owner: "daily sending limit". */
export function limitWords({ window }: Pick<SendingLimit, "window">): string {
  const word = { minute: "", hour: "hourly ", day: "daily ", month: "monthly ", unknown: "" }[window];
  return `It has reached its ${word}sending limit.`;
}

function windowOf(spoken: string): LimitWindow {
  if (/month|maximum credits|credits? (?:exceeded|used)/.test(spoken)) return "month";
  // Gmail's 5.4.5, Exchange's 5.1.90 and its submission quota are counted over 24 hours.
  if (
    /\bdaily\b|\bdays?\b|\b24[ -]?h(?:ou)?rs?\b|tomorrow|today|midnight|submissionquota|\b5\.1\.90\b/.test(
      spoken,
    )
  )
    return "day";
  if (/hour|\b60 min/.test(spoken)) return "hour";
  if (/\bminute|\bper min\b|per second|messages?\/s|\bconnection rate/.test(spoken)) return "minute";
  return "unknown";
}

const units: [RegExp, number][] = [
  [/^s/, 1],
  [/^mi|^m$/, 60],
  [/^h/, hour],
  [/^d/, 24 * hour],
];

// The number must follow a word of waiting: "100 messages per hour" names the limit, not its end.
function saidSeconds(spoken: string): number | null {
  const found =
    /\b(?:in|after|within|wait(?: for)?|for(?: the next)?|next|retry[- ]after:?)(?: about| around| approximately| another| at least)? (\d{1,9}(?:\.\d{1,3})?) ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\b/.exec(
      spoken,
    );
  if (found?.[1] && found[2]) {
    const unit = found[2];
    const size = units.find(([pattern]) => pattern.test(unit))?.[1] ?? 1;
    return Number(found[1]) * size;
  }
  const one = /\b(?:in|after|wait|for) an? (minute|hour|day)\b/.exec(spoken)?.[1];
  return one ? { minute: 60, hour, day: 24 * hour }[one as "minute" | "hour" | "day"] : null;
}

// A time without a zone is the server's own, which nobody knows.
function saidMoment(spoken: string, now: Date): number | null {
  const dated =
    /\b(20\d\d-\d\d-\d\d)[t ](\d\d:\d\d)(?::(\d\d))?(?:\.\d+)? ?(z|utc|gmt|[+-]\d\d:?\d\d)\b/.exec(spoken);
  if (dated) {
    const [, day, time, second = "00", shift = ""] = dated;
    const offset = /^[+-]/.test(shift) ? shift.replace(/^(...):?(..)$/, "$1:$2") : "Z";
    const left = (Date.parse(`${day}T${time}:${second}${offset}`) - now.getTime()) / 1000;
    return left > 0 ? left : null;
  }
  const clock = /\b(?:at|until|after) ([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)? ?(?:utc|gmt|z)\b/.exec(spoken);
  if (!clock) return null;
  const next = Date.UTC(
    now.getUTCFullYear(),
    now.getUTCMonth(),
    now.getUTCDate(),
    Number(clock[1]),
    Number(clock[2]),
  );
  const left = (next - now.getTime()) / 1000;
  return left > 0 ? left : left + 24 * hour;
}
