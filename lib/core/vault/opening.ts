import type { Place } from "./place.ts";

/** The purpose of opening something sealed, in the words of the audit log. */
export type OpenPurpose = "send" | "test" | "sign" | "check code" | "enrol" | "rotate";

/** One attempt to open something sealed. `failed` means that it did not open. */
export type Opening = { place: Place; purpose: OpenPurpose; result: "done" | "failed" };
