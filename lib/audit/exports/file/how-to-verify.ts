import type { ExportKind } from "./names.ts";

/**
 * Returns the instructions inside every export, for readers who do not know this product.
 * `fingerprint` is of the key that signed it.
 */
export function howToVerify(kind: ExportKind, fingerprint: string): string {
  return [
    "HOW TO VERIFY THIS EXPORT",
    "",
    kind === "csv"
      ? "The .csv file is for people and spreadsheets. The .proof.ndjson file beside it proves it. Keep the two together and do not save the .csv again from a spreadsheet: what you save is another file."
      : "Each line is a JSON object. The first says what this is, the last is a signature over all lines before it.",
    "",
    "The quick way, offline, with the source of Mailneo and without its database:",
    kind === "csv"
      ? "  npm run audit:verify -- <this archive, or the .csv with the proof beside it>"
      : "  npm run audit:verify -- <this file>",
    "It ends with 0 when everything is as it was recorded. Otherwise it names the first entry that is not.",
    "",
    "Whose signature it is",
    `  The key that signed this file has the fingerprint ${fingerprint}`,
    "  Compare it with the one under Settings, Security, Audit log of the installation it came from, or with one you were given on another way.",
    "  Without that, the file proves only that it fits together.",
    "",
    "What is proved, by hand",
    "  1. Each entry is written as text: mailneo-audit-1, chain, seq, id, occurred_at, workspace_id, user_id, actor_kind, actor_id, action, result,",
    "     target, detail, ip_bucket, origin_key, origin_commitment, about_key, about_commitment, request_id, in this order, each as its length in",
    "     bytes, a colon, its text and a comma; what is not there as a hyphen and a comma. `detail` is its exact JSON text.",
    "  2. digest = SHA-256 of that text. hash = SHA-256(digest, then the hash before). Nothing can be changed, taken out, put in or moved",
    "     without every hash behind it becoming another. Lines `left_out` are entries the filters left out: their digest keeps the chain whole.",
    "  3. Personal data (`origin`, `about`) is proved by its commitment: SHA-256(salt, then the JSON text). `erased` means that its key was",
    "     destroyed, as the law can demand: what it said is gone, the entry stays.",
    "  4. The last hash of each chain is in the checkpoint: a leaf of a Merkle tree (RFC 9162, 2.1.3) whose root the checkpoint signs with Ed25519.",
    "     Checkpoints are made every hour and kept outside the database, so that whoever holds an older one sees if history was written anew.",
    "  5. The signature at the end is Ed25519 over the SHA-256 of all bytes before its line.",
    "",
    "What the signature vouches for and no chain proves",
    "  Names of people; that what is marked as erased was erased; that entries left out did not pass the filters; in the CSV the words in the",
    "  columns Who, What, Place and Browser.",
    "",
  ].join("\n");
}
