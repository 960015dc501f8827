/** Limits of a contact list's file. Lengths are UTF-16 code units unless said otherwise. */
export const limits = {
  field: 64 * 1024,
  record: 1024 * 1024,
  columns: 200,
  /** Longest name, in characters as a reader counts them. */
  name: 200,
  /** Longest other value that is kept, in characters. */
  value: 1000,
  /** Longest part of the offending value that a refusal shows. */
  excerpt: 120,
  /** Bytes read to detect encoding, delimiter and columns. */
  head: 256 * 1024,
  batchRows: 5000,
  /** Bytes of the file behind one batch. Its rows refer to the text they came from and keep it in memory. */
  batchBytes: 4 * 1024 * 1024,
} as const;
