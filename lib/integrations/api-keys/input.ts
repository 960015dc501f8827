import { z } from "zod";
import { text } from "#lib/core/text.ts";
import { readRanges } from "./ip-ranges.ts";
import { scopes } from "./scopes.ts";

const mostRanges = 20;

/** Days a key may live; "never" for one without an end. */
export const lifetimes = ["30", "90", "365", "never"] as const;

export const keyName = text({ max: 80 }).min(
  1,
  "Name the key after what uses it, such as Production server.",
);

export const keyScopes = z
  .array(z.enum(scopes, "That is no scope."), "Choose what the key may do.")
  .min(1, "Choose what the key may do.")
  .max(scopes.length)
  .transform((chosen) => scopes.filter((scope) => chosen.includes(scope)));

/** Addresses and ranges as typed, up to 20. Empty for every address. */
export const keyRanges = text({ max: 2000 })
  .optional()
  .transform((given, context) => {
    const read = readRanges(given ?? "");
    const message =
      "wrong" in read
        ? `“${read.wrong}” is no address or range like 192.0.2.7 or 2001:db8::/48.`
        : read.ranges.length > mostRanges
          ? `A key takes at most ${mostRanges} addresses and ranges.`
          : null;
    if (message === null && "ranges" in read) return read.ranges;
    context.addIssue({ code: "custom", message: message ?? "" });
    return z.NEVER;
  });
