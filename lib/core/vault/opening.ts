import type { Place } from "./place.ts";

/** Why something sealed is opened, in the words of the audit log. */
export type OpenPurpose = "send" | "test" | "sign" | "check code" | "enrol" | "rotate";

/** One opening of something sealed. `failed`: it did not open. */
export type Opening = { place: Place; purpose: OpenPurpose; result: "done" | "failed" };
