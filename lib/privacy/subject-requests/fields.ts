import { z } from "zod";
import { requestKinds } from "#db/schema/subject-requests.ts";
import { text } from "#lib/core/text.ts";

export { requestKinds };

export type RequestKind = (typeof requestKinds)[number];

export const requestKind = z.enum(requestKinds, { error: "Choose what they ask for." });

/** What a person adds in their own words; null when they add nothing. */
export const requestWords = text({ max: 2000 })
  .default("")
  .transform((given) => given || null);

/** Kinds that hold back all mail and every export until they are answered, because the person wants less of it (GDPR 18, 21(3)). */
export const holdsBack = (kind: RequestKind) => kind === "erase" || kind === "restrict" || kind === "object";

/** Where members answer requests. */
export const requestsPath = "/settings/compliance/requests";

/** A year of grace for a letter that lay in a drawer. */
export const OLDEST_DAYS = 366;

/** Days in which a person proves that a request is theirs, and in which they fetch their data. */
export const PROOF_DAYS = 7;
export const BUNDLE_DAYS = 14;
