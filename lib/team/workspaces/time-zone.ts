import { z } from "zod";

/** Every IANA zone this runtime knows, UTC first. */
export const timeZones: readonly string[] = [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC"),
];

export const timeZone = z.enum(timeZones as [string, ...string[]], "Choose a time zone from the list.");
