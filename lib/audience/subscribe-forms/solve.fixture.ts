import { type Challenge, derive } from "./proof.ts";

/** Does the work of a challenge, as a browser does it. */
export async function solve({ parameters, signature }: Challenge): Promise<string> {
  for (let counter = 0; ; counter++) {
    const derivedKey = await derive(parameters, counter);
    if (!derivedKey.startsWith(parameters.keyPrefix)) continue;
    const proof = { challenge: { parameters, signature }, solution: { counter, derivedKey } };
    return Buffer.from(JSON.stringify(proof)).toString("base64");
  }
}
