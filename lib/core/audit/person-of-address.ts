/** Returns the id of a person without account or contact: the keyed hash of their address in the workspace, as a UUID. */
export function personOfAddress(emailHash: Buffer): string {
  const hex = emailHash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
