import { sha256 } from "#lib/crypto/hash.ts";

/** Returns the hash of an assessment's three parts: what a consent's receipt names, so that its text cannot be changed after. */
export const assessmentHash = ({
  purpose,
  necessity,
  balancing,
}: {
  purpose: string;
  necessity: string;
  balancing: string;
}): string => sha256(JSON.stringify([purpose, necessity, balancing])).toString("hex");
