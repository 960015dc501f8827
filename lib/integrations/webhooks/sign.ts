import { createHmac } from "node:crypto";

/**
 * Returns the `webhook-signature` of a delivery by Standard Webhooks 1.0: one HMAC-SHA256 over id, time and body for each secret, so
 * that a receiver may know either during a rotation.
 *
 * @param seconds of the Unix time, as in `webhook-timestamp`.
 * @param secrets as `whsec_` and base64.
 */
export function signDelivery(id: string, seconds: number, body: string, secrets: readonly string[]): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice("whsec_".length), "base64");
      return `v1,${createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")}`;
    })
    .join(" ");
}
