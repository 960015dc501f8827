/** Where a file stops being a contact list. Lengths are UTF-16 code units unless said otherwise. */
export const limits = {
  field: 64 * 1024,
  record: 1024 * 1024,
  columns: 200,
  /** Names, in characters as a reader counts them. */
  name: 200,
  /** Any other value that is kept, in characters. */
  value: 1000,
  /** What a refusal shows of the offending value. */
  excerpt: 120,
  /** Bytes looked at to tell encoding, delimiter and columns. */
  head: 256 * 1024,
  batchRows: 5000,
  /** Bytes of the file behind one batch: its rows are windows on the text they stand in, and keep it in memory. */
  batchBytes: 4 * 1024 * 1024,
} as const;
