import type { Readable } from "node:stream";

export type PutOptions = {
  /** Refuses to replace an existing file; `put` then throws StoredAlready. */
  once?: boolean;
  contentType?: string;
  signal?: AbortSignal;
};

/**
 * Keeps files outside the database: exports, and the checkpoints of the audit log. A file whose `put` did not
 * finish does not exist.
 * A key is a path of small letters, digits, `.`, `_` and `-`.
 */
export type Store = {
  /** Returns the number of bytes written. @throws StoredAlready with `once` */
  put: (key: string, content: Buffer | Readable, options?: PutOptions) => Promise<number>;
  /** @throws NotStored */
  get: (key: string) => Promise<Readable>;
  /** Yields the keys that begin with `prefix`, in the order of their bytes, only those behind `after`. */
  list: (prefix: string, options?: { after?: string }) => AsyncIterable<string>;
  /** Does nothing when the key is not there. */
  remove: (key: string) => Promise<void>;
  /** Returns the size in bytes. @throws NotStored */
  size: (key: string) => Promise<number>;
  /** The store's address, for an operator to read. */
  place: string;
};
